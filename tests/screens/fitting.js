// What does not fit on a screen: words cut off without a sign, things wider than the page, ids where a name belongs.
() => {
  const found = new Set();
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide + 1) found.add(`the page is ${document.documentElement.scrollWidth} px wide, of ${wide}`);
  const RAW = /\b[a-z]+_[0-9a-f]{8}-[0-9a-f]{4}-/;
  // Drawn on a canvas that is moved about, and what is not shown as text.
  const FREE = ".react-flow, .monaco-editor, .cm-editor, [aria-hidden=true], option, script, style, noscript";
  const says = (style) => style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
  // Read aloud alone.
  const onlyRead = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const { clip, clipPath } = getComputedStyle(each);
      if (clip !== "auto" || clipPath.startsWith("inset(")) return true;
    }
    return false;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.replace(/\s+/g, " ").trim();
    const holder = node.parentElement;
    if (!words || holder.closest(FREE) || !holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (onlyRead(holder)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rect = range.getBoundingClientRect();
    const where = `“${words.slice(0, 60)}” in ${holder.tagName.toLowerCase()}.${String(holder.className).split(" ")[0]}`;
    // Where somebody copies it, an id is set as code.
    if (RAW.test(words) && !holder.closest("pre, code, .mono")) found.add(`a raw id: ${where}`);
    let scrolls = false;
    for (let each = holder; each && each !== document.documentElement; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (says(style)) { scrolls = true; break; }
      if (style.position === "fixed") break;
      const x = style.overflowX, y = style.overflowY;
      if (x === "visible" && y === "visible") continue;
      const edge = each.getBoundingClientRect();
      if (/auto|scroll/.test(x)) { scrolls = true; break; }
      if (/hidden|clip/.test(x) && (rect.right > edge.right + 1 || rect.left < edge.left - 1)) found.add(`cut at the side: ${where}`);
      if (/hidden|clip/.test(y) && (rect.bottom > edge.bottom + 2 || rect.top < edge.top - 2)) found.add(`cut above or below: ${where}`);
    }
    if (!scrolls && (rect.right > wide + 1 || rect.left < -1)) found.add(`outside the page: ${where}`);
  }
  return [...found];
}
