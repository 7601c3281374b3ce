// Runs in every document before its own code: what there is to press, and what came of pressing it.
(() => {
  const CONTROLS = [
    "button", "a[href]", "select", "summary", "[role=menuitem]", "[role=menuitemradio]", "[role=menuitemcheckbox]", "[role=tab]",
    "[role=switch]", "[role=option]", "[role=button]", "input[type=checkbox]", "input[type=radio]", "input[type=submit]",
  ].join(",");
  // Attributes that say how a thing stands; style and data-state also change by hovering.
  const SAID = ["class", "role", "open", "href", "disabled", "hidden", "aria-expanded", "aria-pressed", "aria-checked", "aria-selected", "aria-current", "aria-invalid", "aria-sort", "aria-label"];
  const HOVERED = "[role=tooltip], [data-radix-popper-content-wrapper]:has([role=tooltip])";
  const state = { effects: [], pending: 0, changedAt: performance.now(), writes: 0 };
  window.headraceControls = state;

  const effect = (what) => state.effects.push(what);
  const fetched = window.fetch.bind(window);
  window.fetch = async (...args) => {
    const method = (args[1]?.method ?? args[0]?.method ?? "GET").toUpperCase();
    if (method !== "GET") state.writes += 1;
    effect(`${method} ${String(args[0]?.url ?? args[0])}`);
    state.pending += 1;
    try {
      return await fetched(...args);
    } finally {
      state.pending -= 1;
      state.changedAt = performance.now();
    }
  };
  for (const [holder, name] of [[URL, "createObjectURL"], [window, "open"], [window, "print"]]) {
    const original = holder[name].bind(holder);
    holder[name] = (...args) => {
      effect(name);
      return original(...args);
    };
  }
  if (navigator.clipboard) {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = (text) => {
      effect("copied");
      return write(text);
    };
  }
  window.addEventListener("invalid", () => effect("said what is missing"), true);
  window.addEventListener("click", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") effect("asked for a file");
    if (!event.defaultPrevented && event.target instanceof Element && event.target.closest("a[target=_blank]")) effect("opened a tab");
  });
  const watch = () => new MutationObserver(() => (state.changedAt = performance.now())).observe(document, { subtree: true, childList: true, attributes: true });
  watch();

  const nameOf = (element) => {
    const labelled = element.getAttribute("aria-labelledby");
    const words = element.getAttribute("aria-label") ?? (labelled && document.getElementById(labelled)?.textContent) ?? element.labels?.[0]?.textContent ?? element.textContent;
    return (words || element.value || element.getAttribute("title") || "").replace(/\s+/g, " ").trim().slice(0, 60);
  };
  // The same control of another row: told apart from the rest by what it looks like and where it hangs.
  const kindOf = (element) => {
    const path = [];
    for (let each = element; each && each !== document.body && path.length < 5; each = each.parentElement) path.push(`${each.tagName}.${each.getAttribute("class") ?? ""}.${each.getAttribute("role") ?? ""}`);
    return path.join(" < ").replace(/\d+/g, "#");
  };
  const isOff = (element) => element.matches(":disabled, [aria-disabled=true], [data-disabled]") || element.closest("[inert], [aria-hidden=true]");
  // What is already chosen, and links to where one is, need not do anything.
  const isChosen = (element) =>
    element.matches("[aria-current]:not([aria-current=false]), [aria-pressed=true], [aria-selected=true], [role=tab][data-state=active], [role=menuitemradio][aria-checked=true], input[type=radio]:checked") ||
    (element instanceof HTMLAnchorElement && element.href === location.href) ||
    nameOf(element) === "100%" || // the zoom that a drawing opens with where it fits
    (element instanceof HTMLSelectElement && [...element.options].filter((option) => !option.disabled).length < 2);
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0 && element.getBoundingClientRect().width > 1;

  const isWanted = (element, root, without) => element.closest(root) && !element.closest(without) && isSeen(element) && !isOff(element) && !isChosen(element);

  /** Every enabled control within the root that is seen, with a key that finds it again; of many of a kind the first ones. */
  window.headraceList = (root, without, most) => {
    const kinds = new Map(), names = new Map(), found = [];
    for (const element of document.querySelectorAll(CONTROLS)) {
      if (!isWanted(element, root, without)) continue;
      const base = `${element.tagName.toLowerCase()}[${element.getAttribute("role") ?? ""}] ${nameOf(element)}`.replace(/\d+/g, "#");
      const nth = names.get(base) ?? 0;
      names.set(base, nth + 1);
      const kind = kindOf(element);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (kinds.get(kind) <= most) found.push({ base, nth, root, without });
    }
    return found;
  };
  window.headraceFind = ({ base, nth, root, without }) => {
    let seen = 0;
    for (const element of document.querySelectorAll(CONTROLS)) {
      if (!isWanted(element, root, without)) continue;
      if (`${element.tagName.toLowerCase()}[${element.getAttribute("role") ?? ""}] ${nameOf(element)}`.replace(/\d+/g, "#") === base && seen++ === nth) return element;
    }
    return null;
  };

  /** What the page says, without what changes by hovering, by the focus and by the clock. */
  window.headraceSaid = () => {
    const parts = [location.href];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return void parts.push(node.data.replace(/\d+/g, "#"));
      if (!(node instanceof Element) || node.matches(HOVERED) || node.matches("script, style, [class*=cm-cursor]")) return;
      parts.push("<", node.tagName);
      for (const name of SAID) if (node.hasAttribute(name)) parts.push(name, node.getAttribute(name).replace(/ ?cm-focused/, ""));
      if (node.matches("input, select, textarea")) parts.push(String(node.value), String(node.checked));
      if (node.matches(".react-flow__viewport, .react-flow__node")) parts.push(node.style.transform);
      node.childNodes.forEach(walk);
      parts.push(">");
    };
    walk(document.body);
    return parts.join("|");
  };
  /** Nothing on its way, and nothing changed for a while. */
  window.headraceQuiet = () => state.pending === 0 && performance.now() - state.changedAt > 120;
  window.headraceMark = () => {
    state.effects = [];
    state.writes = 0;
    state.history = history.length;
    window.headraceBefore = window.headraceSaid();
  };
  /** Leaves the page and comes back within the studio: what was open or chosen on it is forgotten. */
  window.headraceAgain = async (path) => {
    const go = (to) => {
      history.pushState(null, "", to);
      window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
    };
    const isAway = () => document.querySelector("main h1")?.textContent === "There is no page at this address";
    go("/settings/nothing-at-all");
    for (let tries = 0; tries < 200 && !isAway(); tries += 1) await new Promise(requestAnimationFrame);
    if (!isAway()) return false;
    go(path);
    return true;
  };
  /** True in a new document too, which knows nothing of the mark. */
  window.headraceHappened = () => state.effects.length > 0 || window.headraceSaid() !== window.headraceBefore;
})();
