// What was typed and not yet filed, on the person's own device: it survives a reload, a dropped line or an empty battery.

const KEPT = new Set(['text', 'email', 'tel', 'textarea', 'select-one', 'radio', 'checkbox']);
/** Long enough for a line to come back, or a paper to be fetched from home. */
const KEPT_MS = 4 * 3600 * 1000;
const DRAFT = 'foja-borrador-';
const FILED = 'foja-presentada';
const FORGOTTEN = 'foja:olvidado';

/** Kept on this device only and for a few hours, since others may use it after; each book has its own. */
export function keepDraft(form) {
  const store = storage();
  if (!store) return;
  forgetOld(store);
  const name = `${DRAFT}${form.dataset.book}`;
  const fields = [...form.elements].filter((field) => field.name && KEPT.has(field.type));
  const seal = form.elements.namedItem('sello');
  const draft = read(store, name);
  // What the server sent back is newer than any draft.
  if (draft && !('withErrors' in form.dataset) && fields.every((field) => isBlank(field))) {
    for (const field of fields) {
      const value = draft.fields[field.name];
      if (value === undefined) continue;
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.value === value;
      else field.value = value;
    }
    if (draft.seal) seal.value = draft.seal; // the same form: what it files, it files once
    show('[data-draft-notice]');
  }
  let waiting;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 300);
  });
  form.addEventListener('submit', save);
  addEventListener('pagehide', save);
  // Going back from a sheet that was filed: what the browser put in the fields again is nobody's draft any more.
  addEventListener('pageshow', (event) => {
    const back = event.persisted || performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
    if (back && sessionStorage.getItem(FILED)) {
      form.reset();
      clearTimeout(waiting);
    } else sessionStorage.removeItem(FILED);
  });
  addEventListener(FORGOTTEN, () => {
    removeEventListener('pagehide', save);
    clearTimeout(waiting);
  });

  function save() {
    const kept = {};
    for (const field of fields) {
      if ((field.type === 'radio' || field.type === 'checkbox') && !field.checked) continue;
      if (field.value !== '') kept[field.name] = field.value;
    }
    try {
      if (fields.every((field) => isBlank(field))) store.removeItem(name);
      else store.setItem(name, JSON.stringify({ at: Date.now(), seal: seal.value, fields: kept }));
    } catch {
      // no room: the form itself still holds it
    }
  }
}

function read(store, name) {
  try {
    const draft = JSON.parse(store.getItem(name));
    if (draft && Date.now() - draft.at < KEPT_MS) return draft;
    store.removeItem(name);
  } catch {
    // not ours, or broken
  }
  return undefined;
}

/** For who uses a tablet that is not theirs: takes every draft away and leaves the page that shows one. */
export function forgetButtons() {
  const store = storage();
  if (!store) return;
  for (const button of document.querySelectorAll('[data-draft-forget]')) {
    button.addEventListener('click', () => {
      dispatchEvent(new Event(FORGOTTEN));
      for (const name of drafts(store)) store.removeItem(name);
      location.replace(button.dataset.draftForget);
    });
  }
  show('[data-draft-note]');
}

/** The sheet is filed: its draft has done its work. */
export function forgetFiled(book) {
  const store = storage();
  if (!store) return;
  store.removeItem(`${DRAFT}${book}`);
  sessionStorage.setItem(FILED, 'si');
}

/** Whoever opens any form here takes away what others left and forgot. */
function forgetOld(store) {
  for (const name of drafts(store)) read(store, name);
}

function drafts(store) {
  return Object.keys(store).filter((name) => name.startsWith(DRAFT));
}

/** Absent where the browser forbids it, as some do inside another site's frame. */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

function isBlank(field) {
  if (field.type === 'radio' || field.type === 'checkbox') return !field.checked;
  return field.tagName === 'SELECT' || field.value === '';
}

function show(selector) {
  const element = document.querySelector(selector);
  if (element) element.hidden = false;
}
