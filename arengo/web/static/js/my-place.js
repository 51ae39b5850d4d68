// One's own page: each button acts once, and the sentence of an error is read first.
import { sendOnce } from "./register-once.js";

document.querySelector("[data-takes-focus]")?.focus();
sendOnce(document.querySelectorAll("main form[method=post]"));
