// A form is sent once, however often its button is pressed; it wakes up again on coming back.

// A page may bring two scripts that ask for the same form: the second would take the first's mark
// for a second sending, and the form would never leave.
const watched = new WeakSet();

function restore() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}

export function sendOnce(forms) {
  for (const form of forms) {
    if (watched.has(form)) continue;
    watched.add(form);
    form.addEventListener("submit", (event) => {
      // A file comes, and the page stays.
      if (event.submitter?.hasAttribute("data-download")) return;
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-disabled", "true");
      // A lost network leaves the page here: let the person try again.
      setTimeout(restore, 8000);
    });
  }
  window.addEventListener("pageshow", restore);
}
