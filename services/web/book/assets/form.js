// The form works without this file. With it: a draft survives a reload or a dropped line, files go up one by one, and the
// person sees what is happening.
import { forgetButtons, keepDraft } from './draft.js';
import { frame } from './frame.js';

frame();
const form = document.querySelector('[data-sheet-form]');
const errors = document.querySelector('[data-error-summary]');
if (errors) errors.focus();
if (form) {
  keepDraft(form);
  countCharacters(form);
  uploadOneByOne(form);
}
forgetButtons();
for (const any of document.querySelectorAll('form')) tellWhileSending(any);

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
