// A button that copies what a field holds. Without it the field can still be selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = button.dataset.done;
    } catch {
      // Without encryption a browser does not let a page write the clipboard.
      field.focus();
      status.textContent = button.dataset.failed;
    }
  });
}
