// A table that is wider than its page scrolls by itself: whoever has no mouse has to be able to get to it.
const seen = new ResizeObserver((tables) => {
  for (const { target } of tables) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const table of document.querySelectorAll(".table-wrapper")) seen.observe(table);
