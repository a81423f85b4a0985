(function () {
  "use strict";
  var all = function (selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); };
  var by = function (id) { return document.getElementById(id); };
  document.documentElement.classList.add("live");

  // Rows: search, filter, sort.
  var rows = all("tr", by("rows").tBodies[0]), said = by("said");
  var find = by("find"), only = by("only"), picks = all("select[data-pick]");
  var words = rows.map(function (row) { return row.textContent.toLowerCase(); });
  rows.forEach(function (row, at) { row.dataset.at = at; });
  var buttons = all("button[data-filter]");

  function matches(row) {
    var parts = find.value.trim().toLowerCase().split(/\s+/);
    return parts.every(function (part) { return words[+row.dataset.at].indexOf(part) >= 0; }) &&
      picks.every(function (pick) { return !pick.value || row.dataset[pick.dataset.pick] === pick.value; }) &&
      (!only.checked || row.dataset.review === "1");
  }
  function show() {
    var n = 0, chosen = [];
    rows.forEach(function (row) { var keep = matches(row); row.hidden = !keep; if (keep) { n += 1; } });
    picks.forEach(function (pick) { if (pick.value) { chosen.push(pick.value); } });
    if (find.value.trim()) { chosen.push("“" + find.value.trim() + "”"); }
    said.textContent = said.dataset.words.replace("{n}", n).replace("{total}", rows.length) + (chosen.length ? " · " + chosen.join(" · ") : "");
    buttons.forEach(function (button) { button.setAttribute("aria-pressed", String(isOn(button))); });
  }
  function wanted(button) { return JSON.parse(button.dataset.filter); }
  function isOn(button) {
    var want = wanted(button);
    return picks.every(function (pick) { return pick.value === (want[pick.dataset.pick] || ""); });
  }
  [find, only].concat(picks).forEach(function (part) {
    part.addEventListener("input", show);
    part.addEventListener("change", show);
  });
  by("clear").addEventListener("click", function () {
    find.value = ""; only.checked = false; picks.forEach(function (pick) { pick.value = ""; });
    show(); find.focus();
  });
  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      var want = isOn(button) ? {} : wanted(button);
      picks.forEach(function (pick) { pick.value = want[pick.dataset.pick] || ""; });
      show();
      if (Object.keys(want).length) { by("h-rows").scrollIntoView(); }
    });
  });
  all("table.sorted").forEach(function (list) {
    var inside = list.tBodies[0];
    all("button.sort", list).forEach(function (button) {
      button.addEventListener("click", function () {
        var head = button.parentNode, at = head.cellIndex, numeric = button.dataset.numeric === "1";
        var down = head.getAttribute("aria-sort") === "ascending", sign = down ? -1 : 1;
        all("th", list).forEach(function (th) { th.setAttribute("aria-sort", "none"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var keyed = all("tr", inside).map(function (row) {
          var cell = row.cells[at];
          return [cell.dataset.v === undefined ? cell.textContent.trim() : cell.dataset.v, row];
        });
        keyed.sort(function (a, b) {
          if (!a[0] || !b[0]) { return (a[0] ? 0 : 1) - (b[0] ? 0 : 1); } // Blank cells come last in both directions.
          return sign * (numeric ? parseFloat(a[0]) - parseFloat(b[0]) : a[0].localeCompare(b[0], "zh"));
        });
        keyed.forEach(function (pair) { inside.appendChild(pair[1]); });
      });
    });
  });

  // Figures: one tab stop each, arrow keys go on from there.
  all("[data-roving]").forEach(function (group) {
    all("button", group).forEach(function (item, at) { item.tabIndex = at ? -1 : 0; });
    group.addEventListener("keydown", function (event) {
      var items = all("button", group); // Sorting may have changed their order.
      var at = items.indexOf(document.activeElement);
      var next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
      if (at < 0 || next === undefined || !items[next]) { return; }
      event.preventDefault();
      items[at].tabIndex = -1; items[next].tabIndex = 0; items[next].focus();
    });
  });

  // What a bar stands for, beside the pointer or the focus.
  var tip = document.createElement("div");
  tip.id = "tip"; tip.setAttribute("role", "tooltip"); tip.hidden = true;
  document.body.appendChild(tip);
  function tell(event) {
    var part = event.target.closest ? event.target.closest("[data-tip]") : null;
    tip.hidden = !part;
    if (!part) { return; }
    tip.textContent = part.dataset.tip;
    var box = part.getBoundingClientRect(), x = event.type === "mousemove" ? event.clientX + 12 : box.left + 12;
    tip.style.left = Math.max(4, Math.min(x, window.innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = (box.top > tip.offsetHeight + 8 ? box.top - tip.offsetHeight - 4 : box.bottom + 4) + "px";
  }
  document.addEventListener("mousemove", tell);
  document.addEventListener("focusin", tell);
  document.addEventListener("scroll", function () { tip.hidden = true; }, true);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { tip.hidden = true; } });
  show();
})();
