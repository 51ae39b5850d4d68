// The registration form made quicker. Everything here is also done by the server.
import { searchList } from "./municipality-search.js";
import { sendOnce } from "./register-once.js";

function isOneSlip(typed, right) {
  while (typed && right && typed[0] === right[0]) [typed, right] = [typed.slice(1), right.slice(1)];
  while (typed && right && typed.at(-1) === right.at(-1)) [typed, right] = [typed.slice(0, -1), right.slice(0, -1)];
  if (typed.length === 2 && right.length === 2) return typed === right[1] + right[0];
  return Boolean(typed || right) && typed.length <= 1 && right.length <= 1;
}

function probablyMeant(email, rules) {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1).trim().toLowerCase();
  if (at < 1 || !domain || rules.common.includes(domain) || rules.alsoRight.includes(domain)) return "";
  const right = rules.knownSlips[domain] ?? rules.common.find((common) => isOneSlip(domain, common));
  return right ? `${email.slice(0, at)}@${right}` : "";
}

function adviseOnMail(field, advice, rules) {
  field.addEventListener("change", () => {
    advice.replaceChildren();
    const domain = field.value.slice(field.value.lastIndexOf("@") + 1).trim().toLowerCase();
    if (new RegExp(rules.certified).test(domain)) {
      advice.textContent = rules.certifiedAdvice;
      return;
    }
    const meant = probablyMeant(field.value, rules);
    if (!meant) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm";
    button.textContent = rules.use;
    button.addEventListener("click", () => {
      field.value = meant;
      advice.replaceChildren();
      field.focus();
    });
    const words = document.createElement("span");
    words.textContent = `${rules.meant.replace("%(address)s", meant)} `;
    advice.append(words, button);
  });
}

function showOnlyToDelegates(select, field) {
  const show = () => {
    field.hidden = select.value === select.dataset.whom && !field.querySelector("input").value;
  };
  select.addEventListener("change", show);
  show();
}

document.querySelector("[data-takes-focus]")?.focus();
for (const field of document.querySelectorAll("[data-search-list]")) searchList(field);
sendOnce(document.querySelectorAll("form[data-register]"));

const rules = document.getElementById("mail-rules");
const email = document.getElementById("id_email");
const advice = document.querySelector("[data-mail-advice]");
if (rules && email && advice) adviseOnMail(email, advice, JSON.parse(rules.textContent));

const whom = document.querySelector("[data-whom]");
const onlyDelegates = document.querySelector("[data-only-delegates]");
if (whom && onlyDelegates) showOnlyToDelegates(whom, onlyDelegates);
