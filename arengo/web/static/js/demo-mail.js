// A mail as a mail program shows it: its own styles, which the page's policy keeps out of the HTML.
for (const mail of document.querySelectorAll("[data-mail]")) {
  const styled = mail.querySelectorAll("[data-style]");
  for (const element of styled) element.style.cssText = element.dataset.style;
  mail.classList.toggle("is-styled", styled.length > 0);
}
