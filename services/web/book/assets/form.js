// The form works without this file. With it: a draft survives a reload or a dropped line, files go up one by one, and the
// person sees what is happening.
import { frame } from './frame.js';

const KEPT = new Set(['text', 'email', 'tel', 'textarea', 'select-one', 'radio', 'checkbox']);

frame();
const form = document.querySelector('[data-sheet-form]');
const errors = document.querySelector('[data-error-summary]');
if (errors) errors.focus();
if (form) {
  keepDraft(form);
  countCharacters(form);
  uploadOneByOne(form);
}
for (const any of document.querySelectorAll('form')) tellWhileSending(any);

/** Kept on this device only, for a day; each book has its own. */
function keepDraft(form) {
  const store = storage();
  if (!store) return;
  const name = `foja-borrador-${form.dataset.book}`;
  const fields = [...form.elements].filter((field) => field.name && KEPT.has(field.type));
  const seal = form.elements.namedItem('sello');
  show('[data-draft-note]');
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
  document.querySelector('[data-draft-clear]')?.addEventListener('click', () => {
    removeEventListener('pagehide', save);
    clearTimeout(waiting);
    store.removeItem(name);
    location.replace(location.pathname);
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
    if (draft && Date.now() - draft.at < 24 * 3600 * 1000) return draft;
    store.removeItem(name);
  } catch {
    // not ours, or broken
  }
  return undefined;
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

function countCharacters(form) {
  for (const area of form.querySelectorAll('textarea[maxlength]')) {
    const left = document.createElement('p');
    left.className = 'hint counter';
    area.after(left);
    const tell = () => {
      const rest = area.maxLength - area.value.length;
      left.textContent = rest < 500 ? `Le quedan ${rest} caracteres` : '';
    };
    area.addEventListener('input', tell);
    tell();
  }
}

/** Each file goes up as it is chosen, so that sending the form is quick and a lost line loses one file, not the sheet. */
function uploadOneByOne(form) {
  const input = form.querySelector('input[type=file]');
  const list = form.querySelector('[data-files]');
  const status = form.querySelector('[data-upload-status]');
  let queue = Promise.resolve();
  input.addEventListener('change', () => {
    const chosen = [...input.files];
    input.value = '';
    for (const file of chosen) {
      const item = document.createElement('li');
      item.append(text('span', file.name), text('span', 'Subiendo…', 'hint'));
      list.append(item);
      queue = queue.then(() => send(file, item));
    }
  });
  form.addEventListener('submit', (event) => {
    if (!list.querySelector('[data-sending]')) return;
    event.preventDefault();
    status.textContent = 'Espere a que terminen de subir los archivos, o quítelos de la lista.';
  });

  async function send(file, item) {
    if (!item.isConnected) return;
    item.dataset.sending = '';
    try {
      const body = new FormData();
      body.append('sello', form.elements.namedItem('sello').value);
      for (const { value } of list.querySelectorAll('input[name=adjunto]:checked')) body.append('adjunto', value);
      body.append('archivo', file);
      const answer = await fetch(form.dataset.upload, { method: 'POST', body });
      if (!answer.ok) throw new Error(String(answer.status));
      const { adjuntos, rechazos } = await answer.json();
      const [taken] = adjuntos;
      if (taken) showTaken(item, taken, file);
      else showRefused(item, rechazos[0] ?? 'No pudimos recibir este archivo.');
    } catch {
      showFailed(file, item);
    } finally {
      delete item.dataset.sending;
      status.textContent = '';
    }
  }

  function showTaken(item, { ref, nombre }, file) {
    const label = text('label', '', 'file-keep');
    const box = document.createElement('input');
    Object.assign(box, { type: 'checkbox', name: 'adjunto', value: ref, checked: true });
    label.append(box, ' Adjuntar');
    item.replaceChildren(text('span', nombre), text('span', sizeOf(file.size), 'hint'), label);
    status.textContent = `Se subió ${nombre}`;
  }

  function showRefused(item, why) {
    item.replaceChildren(
      text('span', why, 'file-error'),
      button('Quitar', () => item.remove()),
    );
  }

  function showFailed(file, item) {
    item.replaceChildren(
      text('span', file.name),
      text('span', 'No se pudo subir: puede que se haya cortado la conexión.', 'file-error'),
      button('Reintentar', () => {
        item.replaceChildren(text('span', file.name), text('span', 'Subiendo…', 'hint'));
        queue = queue.then(() => send(file, item));
      }),
      button('Quitar', () => item.remove()),
    );
  }
}

function tellWhileSending(any) {
  any.addEventListener('submit', (event) => {
    const button = event.submitter ?? any.querySelector('button[type=submit]');
    if (event.defaultPrevented || !button?.classList.contains('button')) return;
    const label = button.textContent;
    button.setAttribute('aria-disabled', 'true');
    button.textContent = 'Enviando…';
    const back = () => {
      button.removeAttribute('aria-disabled');
      button.textContent = label;
    };
    // A second click is harmless, so the button comes back: the line may be gone.
    setTimeout(back, 15_000);
    addEventListener('pageshow', back, { once: true });
  });
}

function text(tag, content, className) {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}

function button(label, act) {
  const element = text('button', label, 'link-button');
  element.type = 'button';
  element.addEventListener('click', act);
  return element;
}

function sizeOf(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function show(selector) {
  const element = document.querySelector(selector);
  if (element) element.hidden = false;
}
