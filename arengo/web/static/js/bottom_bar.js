// The bar at the bottom of a phone steps aside while what it points to is in view.
export default function bottomBar(bar) {
  const target = document.querySelector(bar.querySelector("a").getAttribute("href"));
  if (!target || !("IntersectionObserver" in window)) return;
  new IntersectionObserver(([entry]) => {
    bar.hidden = entry.isIntersecting;
  }).observe(target);
}
