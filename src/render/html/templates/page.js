'use strict';
// Filters, keys and views of one page. Works on what the page holds; text is read, never written as markup.
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = (text) => text.split(/\s+/).filter(Boolean);
  // Letters without their accents, lower-case: "Jüngst" is found by "jungst".
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  const cards = all('.card').map((el) => ({
    el,
    facets: words(el.dataset.f),
    sources: words(el.dataset.s),
    days: words(el.dataset.d),
    text: null,
  }));
  const byId = new Map(cards.map((card) => [card.el.id, card]));
  const groups = all('.group').map((el) => ({ el, cards: all('.card', el).map((c) => byId.get(c.id)), count: el.querySelector('h2 .n') }));
  // Parts of a page that hold groups: a comparison of a series.
  const steps = all('.step').map((el) => ({ el, groups: groups.filter((g) => el.contains(g.el)) }));
  const rows = all('[data-for]').map((el) => ({ el, card: byId.get(el.dataset.for) }));
  const facets = all('input[name=facet]');
  const fields = ['query', 'source', 'from', 'to'].map($).filter(Boolean);
  const value = (id) => ($(id) ? $(id).value : '');

  // Collected at the first search: what came from the inputs stands in <bdi>, reasons left out.
  const textOf = (card) => (card.text ??= fold(all('bdi', card.el).filter((b) => !b.closest('.why')).map((b) => b.textContent).join(' ')));

  function apply() {
    const wanted = new Set(facets.filter((f) => f.checked).map((f) => f.value));
    const [source, from, to] = [value('source'), value('from'), value('to')];
    const query = words(fold(value('query')));
    const matches = (card) =>
      (!wanted.size || card.facets.some((f) => wanted.has(f))) &&
      (!source || card.sources.includes(source)) &&
      ((!from && !to) || card.days.some((d) => (!from || d >= from) && (!to || d <= to))) &&
      query.every((word) => textOf(card).includes(word));
    let shown = 0;
    for (const card of cards) {
      card.shown = matches(card);
      shown += card.shown;
      if (card.el.hidden === card.shown) card.el.hidden = !card.shown;
    }
    for (const group of groups) {
      const n = group.cards.filter((card) => card.shown).length;
      group.el.hidden = n === 0;
      if (group.count) group.count.textContent = n === group.cards.length ? n : `${n} of ${group.cards.length}`;
    }
    for (const step of steps) step.el.hidden = step.groups.length > 0 && step.groups.every((g) => g.el.hidden);
    for (const row of rows) if (row.card) row.el.classList.toggle('off', !row.card.shown);
    const active = wanted.size > 0 || fields.some((f) => f.value);
    if ($('none')) $('none').hidden = shown > 0;
    if ($('reset')) $('reset').hidden = !active;
    if ($('count')) $('count').textContent = `${shown} of ${cards.length} ${$('count').dataset.noun}`;
  }

  let due = 0;
  const later = () => { due ||= requestAnimationFrame(() => { due = 0; apply(); }); };

  function reset() {
    for (const facet of facets) facet.checked = false;
    for (const field of fields) field.value = '';
    apply();
  }

  function show(el) {
    el.focus({ preventScroll: true });
    el.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  }

  function move(step) {
    const visible = cards.filter((card) => !card.el.hidden);
    const now = visible.findIndex((card) => card.el.contains(document.activeElement));
    const next = visible[now < 0 ? (step > 0 ? 0 : visible.length - 1) : now + step];
    if (next) show(next.el);
  }

  function open(card) {
    const wide = card.classList.toggle('open');
    for (const details of all('details', card)) details.open = wide;
  }

  function view(name) {
    // The second column is made when it is first asked for; the style says which marks each column shows.
    if (name === 'beside' && !document.body.dataset.doubled) {
      for (const p of all('.marks > p')) p.after(p.cloneNode(true));
      document.body.dataset.doubled = 'yes';
    }
    document.body.dataset.view = name;
    for (const radio of all('input[name=view]')) radio.checked = radio.value === name;
  }

  function whole(on) {
    document.body.classList.toggle('whole', on);
    if ($('whole')) $('whole').checked = on;
  }

  // A link to an entry that the filters hide clears them first.
  function reveal() {
    const card = byId.get(decodeURIComponent(location.hash.slice(1)));
    if (!card) return;
    if (card.el.hidden) reset();
    show(card.el);
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    '/': () => $('query') && $('query').focus(),
    s: () => all('input[name=view]').length && view(document.body.dataset.view === 'beside' ? 'inline' : 'beside'),
    w: () => whole(!document.body.classList.contains('whole')),
    '?': () => $('help').showModal(),
    Escape: reset,
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $('help').open) return;
    const at = event.target;
    const typing = at.matches('input[type=search], input[type=date], select');
    if (typing && event.key === 'Escape') {
      reset();
      at.blur();
      return;
    }
    const onCard = at.matches('.card');
    if (onCard && event.key === 'Enter') return open(at);
    const key = onCard && event.key === 'ArrowDown' ? 'j' : onCard && event.key === 'ArrowUp' ? 'k' : event.key;
    if (typing || !Object.hasOwn(keys, key)) return;
    event.preventDefault();
    keys[key]();
  });
  document.addEventListener('input', (event) => {
    if (event.target.name === 'view') view(event.target.value);
    else if (event.target.id === 'whole') whole(event.target.checked);
    else later();
  });
  document.addEventListener('click', (event) => {
    const at = event.target;
    if (at.id === 'reset') reset();
    else if (at.id === 'keys') $('help').showModal();
    else if (at.id === 'close') $('help').close();
    else if (at.matches('.gap')) open(at.closest('.card') ?? document.body);
    else if (at.closest('a[href="' + CSS.escape(location.hash) + '"]')) reveal();
  });
  window.addEventListener('hashchange', reveal);
  apply();
  reveal();
})();
