"use strict";
// The table of figures: filters, sorting and paging over rows that stand in the page or in data files beside it.
// Everything from the articles is written with textContent, never as markup.
var newsClaims = (function () {
  var dataElement = document.getElementById("claims-data");
  if (!dataElement) return null;
  var data = JSON.parse(dataElement.textContent);
  var PER_PAGE = 50;
  var rows = [];
  var chunks = [];
  var at = {};
  data.columns.forEach(function (name, i) { at[name] = i; });
  var LANGUAGES = { hi: "Hindi", gu: "Gujarati" };
  var SOURCING = { named: "named", vague: "vague", none: "no source" };
  var STATUS = { disagree: "numbers disagree", update: "update", agree: "numbers agree" };
  var STEP = { none: 0, vague: 1, named: 2 };
  var FILTERS = {
    sourcing: { every: "all", value: function (r) { return r[at.sourcing]; }, label: function (v) { return SOURCING[v]; } },
    concept: { every: "anything", value: function (r) { return r[at.concept]; }, label: String },
    kind: { every: "all kinds", value: function (r) { return r[at.kind]; }, label: String },
    lang: { every: "all", value: function (r) { return r[at.lang]; }, label: function (v) { return LANGUAGES[v] || v; } },
    source: { every: "anybody", value: function (r) { return r[at.source_names].split("; ")[0]; }, label: String,
      matches: function (r, wanted) { return r[at.source_names].split("; ").indexOf(wanted) >= 0; } },
    outlet: { every: "all", value: function (r) { return article(r)[3]; }, label: String },
    status: { every: "all", value: function (r) { return r[at.status]; }, label: function (v) { return STATUS[v]; } },
    verdict: { every: "all", value: function (r) { return r[at.verdict]; }, label: String }
  };
  var SORTS = {
    order: { label: "Order in the articles", of: null },
    figure: { label: "Figure", head: "Figure", of: function (r) { return r[at.value] === null ? -Infinity : r[at.value]; } },
    gloss: { label: "English line", head: "In English", of: function (r) { return r[at.gloss].toLowerCase(); } },
    concept: { label: "Counted", head: "Counted", of: function (r) { return r[at.concept] || r[at.kind]; } },
    sourcing: { label: "Sourcing, missing first", head: "Sourcing", of: function (r) { return STEP[r[at.sourcing]]; } },
    source: { label: "Source", head: "Source", of: function (r) { return r[at.source_names].toLowerCase() || "\uffff"; } },
    article: { label: "Article", head: "Article", of: function (r) { return article(r)[1]; } },
    status: { label: "Given elsewhere", head: "Elsewhere", of: function (r) { return { disagree: 0, update: 1, agree: 2 }[r[at.status]] === undefined ? 3 : { disagree: 0, update: 1, agree: 2 }[r[at.status]]; } }
  };
  var HEADS = ["figure", "gloss", "concept", "sourcing", "source", "article", "status"];
  var state = { q: "", sort: "order", down: false, page: 0 };
  var found = [];

  function byId(id) { return document.getElementById(id); }
  function article(row) { return data.articles[row[at.article] - 1]; }
  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text !== undefined) element.textContent = text;
    return element;
  }
  function link(row) {
    return (data.paged ? "articles/" + row[at.article] + ".html" : "") + "#c-" + row[at.id];
  }
  function articleLink(row) {
    return data.paged ? "articles/" + row[at.article] + ".html" : "#a-" + row[at.article];
  }
  function groupLink(row) {
    var number = row[at.group];
    if (!data.paged) return "#g-" + number;
    var page = Math.floor((number - 1) / data.groupsPerPage) + 1;
    return "groups" + (page === 1 ? "" : "-" + page) + ".html#g-" + number;
  }
  function words(row) {
    if (!row.words) {
      var sentence = row[at.sentence].map(function (piece) { return piece[0]; }).join("");
      row.words = [row[at.figure], row[at.gloss], sentence, row[at.source], row[at.source_names], article(row)[1], row[at.note]]
        .join("\n").normalize("NFC").toLowerCase();
    }
    return row.words;
  }

  function fill(name) {
    var select = byId("f-" + name), filter = FILTERS[name], counts = {}, wanted = state[name] || "";
    rows.forEach(function (row) {
      var values = name === "source" ? row[at.source_names].split("; ") : [filter.value(row)];
      values.forEach(function (value) { if (value) counts[value] = (counts[value] || 0) + 1; });
    });
    if (wanted && !counts[wanted]) counts[wanted] = 0;
    select.textContent = "";
    select.appendChild(make("option", { value: "" }, filter.every));
    Object.keys(counts).sort(function (a, b) { return counts[b] - counts[a] || (a < b ? -1 : 1); }).forEach(function (value) {
      select.appendChild(make("option", { value: value }, filter.label(value) + " (" + counts[value] + ")"));
    });
    select.value = wanted;
    select.disabled = Object.keys(counts).length === 0;
  }

  function select() {
    var query = state.q.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter(function (row) {
      for (var name in FILTERS) {
        var wanted = state[name];
        if (wanted && !(FILTERS[name].matches ? FILTERS[name].matches(row, wanted) : FILTERS[name].value(row) === wanted)) return false;
      }
      return query.every(function (word) { return words(row).indexOf(word) >= 0; });
    });
    var of = SORTS[state.sort].of;
    if (of) {
      found = found.map(function (row, i) { return [of(row), i, row]; }).sort(function (a, b) {
        var order = a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
        return (state.down ? -order : order) || a[1] - b[1];
      }).map(function (item) { return item[2]; });
    }
  }

  function head() {
    var line = make("tr");
    HEADS.forEach(function (name) {
      var sorted = state.sort === name ? (state.down ? "descending" : "ascending") : "none";
      var cell = make("th", { scope: "col", "aria-sort": sorted });
      var button = make("button", { type: "button" }, SORTS[name].head + (sorted === "none" ? "" : state.down ? " ↓" : " ↑"));
      button.addEventListener("click", function () {
        state.down = state.sort === name ? !state.down : name === "figure";
        state.sort = name;
        state.page = 0;
        show();
        byId("table").querySelectorAll("th button")[HEADS.indexOf(name)].focus();
      });
      cell.appendChild(button);
      line.appendChild(cell);
    });
    var thead = byId("table").tHead;
    thead.textContent = "";
    thead.appendChild(line);
  }

  function cell(line, label, className) {
    var element = make("td", className ? { "data-label": label, "class": className } : { "data-label": label });
    line.appendChild(element);
    return element;
  }

  function body() {
    var tbody = byId("table").tBodies[0];
    tbody.textContent = "";
    found.slice(state.page * PER_PAGE, (state.page + 1) * PER_PAGE).forEach(function (row) {
      var line = make("tr"), lang = row[at.lang], part;
      cell(line, "Figure").appendChild(make("a", { href: link(row), lang: lang }, row[at.figure]));
      part = cell(line, "In English", "gloss");
      part.appendChild(document.createTextNode(row[at.gloss] + " "));
      if (row[at.verdict]) {
        part.appendChild(make("span", { "class": "chip v-" + row[at.verdict] }, row[at.verdict]));
        if (row[at.note]) part.appendChild(make("span", { "class": "note" }, " " + row[at.note]));
      }
      part.appendChild(sentence(row));
      cell(line, "Counted").textContent = row[at.concept] || row[at.kind];
      cell(line, "Sourcing").appendChild(make("span", { "class": "chip " + row[at.sourcing] }, SOURCING[row[at.sourcing]]));
      part = cell(line, "Source");
      if (row[at.source]) part.appendChild(make("span", { lang: lang }, row[at.source]));
      if (row[at.source_names] && row[at.source_names] !== row[at.source]) {
        part.appendChild(make("span", { "class": "note" }, " " + row[at.source_names]));
      }
      var named = article(row);
      cell(line, "Article").appendChild(make("a", named[2] ? { href: articleLink(row), lang: named[2] } : { href: articleLink(row) }, named[1]));
      part = cell(line, "Elsewhere");
      if (row[at.group]) part.appendChild(make("a", { href: groupLink(row) }, STATUS[row[at.status]]));
      tbody.appendChild(line);
    });
  }

  function sentence(row) {
    var details = make("details");
    details.appendChild(make("summary", {}, "Sentence"));
    var text = make("p", { "class": "sentence", lang: row[at.lang] });
    row[at.sentence].forEach(function (piece) {
      text.appendChild(piece[1] ? make("mark", { "class": "nc-" + piece[1] }, piece[0]) : document.createTextNode(piece[0]));
    });
    details.appendChild(text);
    return details;
  }

  function show() {
    select();
    var pages = Math.max(Math.ceil(found.length / PER_PAGE), 1);
    state.page = Math.min(state.page, pages - 1);
    head();
    body();
    var total = data.total === undefined ? rows.length : data.total;
    byId("count").textContent = found.length + " of " + total + " figures" +
      (rows.length < total ? " (" + rows.length + " read so far)" : "");
    byId("page").textContent = "Page " + (state.page + 1) + " of " + pages;
    byId("previous").disabled = state.page === 0;
    byId("next").disabled = state.page >= pages - 1;
    byId("f-sort").value = state.sort;
  }

  function fromAddress() {
    if (location.hash.indexOf("#f:") !== 0) return false;
    var wanted = new URLSearchParams(location.hash.slice(3));
    state.q = wanted.get("q") || "";
    byId("f-q").value = state.q;
    Object.keys(FILTERS).forEach(function (name) { state[name] = wanted.get(name) || ""; });
    state.page = 0;
    Object.keys(FILTERS).forEach(fill);
    show();
    byId("claims").scrollIntoView();
    return true;
  }

  function toAddress() {
    var wanted = new URLSearchParams();
    ["q"].concat(Object.keys(FILTERS)).forEach(function (name) { if (state[name]) wanted.set(name, state[name]); });
    var text = wanted.toString();
    history.replaceState(null, "", text ? "#f:" + text : "#claims");
  }

  function changed() { state.page = 0; show(); toAddress(); }

  function start() {
    Object.keys(SORTS).forEach(function (name) {
      byId("f-sort").appendChild(make("option", { value: name }, SORTS[name].label));
    });
    Object.keys(FILTERS).forEach(function (name) {
      byId("f-" + name).addEventListener("change", function () { state[name] = this.value; changed(); });
    });
    byId("f-sort").addEventListener("change", function () { state.sort = this.value; state.down = this.value === "figure"; state.page = 0; show(); });
    byId("f-q").addEventListener("input", function () { state.q = this.value; changed(); });
    byId("filters").addEventListener("submit", function (event) { event.preventDefault(); });
    byId("filters").addEventListener("reset", function () {
      state = { q: "", sort: "order", down: false, page: 0 };
      setTimeout(function () { Object.keys(FILTERS).forEach(fill); changed(); });
    });
    byId("previous").addEventListener("click", function () { state.page -= 1; show(); });
    byId("next").addEventListener("click", function () { state.page += 1; show(); });
    window.addEventListener("hashchange", fromAddress);
    refresh();
    if (data.chunks) load(0);
  }

  function refresh() {
    Object.keys(FILTERS).forEach(fill);
    if (!refresh.done) { refresh.done = true; if (fromAddress()) return; }
    show();
  }

  function load(number) {
    if (number >= data.chunks) { refresh(); return; }
    var script = make("script", { src: "data/claims-" + number + ".js" });
    script.addEventListener("load", function () {
      if (number === 0) refresh(); else byId("count").textContent = rows.length + " of " + data.total + " figures read";
      setTimeout(load, 0, number + 1);
    });
    script.addEventListener("error", function () { byId("count").textContent = "data/claims-" + number + ".js is missing beside this page"; });
    document.body.appendChild(script);
  }

  if (data.rows) rows = data.rows;
  setTimeout(start);
  return { add: function (number, more) { chunks[number] = true; rows = rows.concat(more); } };
})();
