// What makes the panel nicer to use. Every page works without it.

const $ = (selector) => document.querySelector(selector);
const all = (selector) => document.querySelectorAll(selector);

// A refused form begins with what is wrong.
$('[data-error-summary]')?.focus();

// The counters of the home page follow the ledger. What they count is fetched only when somebody asks for it.
const live = $('[data-live]');
if (live && 'EventSource' in window) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener('contadores', ({ data }) => {
    let changed = false;
    for (const [name, value] of Object.entries(JSON.parse(data))) {
      const shown = live.querySelector(`[data-counter="${CSS.escape(name)}"]`);
      if (!shown) continue;
      const text = new Intl.NumberFormat('es-PE').format(value).replaceAll(/[^\d,]/g, '');
      if (shown.textContent.replaceAll(/\D/g, '') === String(value)) continue;
      shown.textContent = text;
      shown.closest('.tile')?.classList.toggle('tile-zero', value === 0);
      changed = true;
    }
    if (changed) $('[data-live-note]')?.removeAttribute('hidden');
  });
  window.addEventListener('pagehide', () => source.close());
}

// What is being written survives a lost session or a closed tab's crash: for this tab only, and gone once it was sent.
const KEPT = 'textarea, input[type=text], input[type=datetime-local], input[type=radio], select';
for (const form of all('form[data-draft]')) {
  const key = `foja ${form.dataset.draft}`;
  const fields = () => [...form.querySelectorAll(KEPT)].filter(({ name }) => name && !name.startsWith('_'));
  const untouched = fields().every((each) => each.type === 'radio' || each.tagName === 'SELECT' || each.value === '');
  const saved = sessionStorage.getItem(key);
  if (saved && untouched) {
    const values = JSON.parse(saved);
    for (const each of fields()) {
      if (!(each.name in values)) continue;
      if (each.type === 'radio') each.checked = values[each.name] === each.value;
      else each.value = values[each.name];
      if (each.tagName === 'TEXTAREA' && each.value) each.closest('details')?.setAttribute('open', '');
    }
  }
  form.addEventListener('input', () => {
    const values = {};
    for (const each of fields()) if (each.type !== 'radio' || each.checked) values[each.name] = each.value;
    sessionStorage.setItem(key, JSON.stringify(values));
  });
}
// A page that says it is done, or somebody who leaves, ends the drafts.
if ($('.notice-ok') || location.pathname === '/panel/entrar') {
  for (const key of Object.keys(sessionStorage)) {
    const done = location.pathname.split('/').at(-1);
    if (key.startsWith('foja ') && (key.includes(done) || key === 'foja respaldo')) sessionStorage.removeItem(key);
  }
}
for (const form of all('form[action="/panel/salir"], form[action="/panel/salir-de-todas"]')) {
  form.addEventListener('submit', () => sessionStorage.clear());
}

// A second click sends nothing: the server would know, but the person would wonder.
for (const form of all('form[data-once]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    form.querySelector('button[type=submit]')?.setAttribute('aria-disabled', 'true');
  });
}
window.addEventListener('pageshow', () => {
  for (const form of all('form[data-sent]')) {
    delete form.dataset.sent;
    form.querySelector('button[type=submit]')?.removeAttribute('aria-disabled');
  }
});

// One calendar day to copy a sheet from paper (Reglamento, art. 4-A).
const paper = $('[data-paper-date]');
paper?.addEventListener('change', () => {
  const day = (text) =>
    Date.UTC(
      ...text
        .slice(0, 10)
        .split('-')
        .map((part, at) => Number(part) - (at === 1 ? 1 : 0)),
    );
  const late = paper.value !== '' && day(paper.max) - day(paper.value) > 86_400_000;
  const note = $('[data-late]');
  if (note) note.hidden = !late;
});

for (const button of all('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy)?.textContent ?? '');
    button.textContent = 'Copiado';
  });
}
for (const button of all('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
