// A form is sent once, however often its button is pressed; it wakes up again on coming back.

function restore() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}

export function sendOnce(forms) {
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-disabled", "true");
      // A lost network leaves the page here: let the person try again.
      setTimeout(restore, 8000);
    });
  }
  window.addEventListener("pageshow", restore);
}
