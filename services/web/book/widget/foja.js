// Puts the Libro de Reclamaciones on a page of yours:
//   <script type="module" src="https://SU-FOJA/widget/foja.js"></script>
//   <a href="https://SU-FOJA/libro/RUC/CODIGO" data-foja-book="RUC/CODIGO">Libro de Reclamaciones</a>
// No dependency, no cookie, nothing inline: it works under a strict Content-Security-Policy that names SU-FOJA in
// script-src and frame-src. Without JavaScript the link is a link.
const home = new URL(import.meta.url).origin;

const css = `
:host{all:initial;font:16px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1b2530;display:inline-block}
a{display:inline-flex;align-items:center;gap:.6rem;min-height:44px;box-sizing:border-box;padding:.4rem .8rem;border:2px solid #173f63;border-radius:4px;background:#fff;color:#173f63;font-weight:700;text-decoration:none}
a:hover{background:#eaf1f8}
a:focus-visible,button:focus-visible{outline:3px solid #0b0c0c;outline-offset:2px;background:#fd0;color:#0b0c0c}
svg{width:34px;height:22px;flex:none}
dialog{width:min(46rem,100vw);height:min(60rem,100dvh);max-width:100vw;max-height:100dvh;padding:0;border:0;border-radius:6px;background:#fff;color:#1b2530;overflow:hidden}
dialog[open]{display:flex;flex-direction:column}
dialog::backdrop{background:rgb(14 30 46/.6)}
.bar{display:flex;align-items:center;gap:1rem;padding:.35rem .5rem .35rem 1rem;background:#173f63;color:#fff}
h2{flex:1;margin:0;font-size:1.05rem}
.bar a{border:0;background:none;color:#fff;font-weight:400;font-size:.9rem;text-decoration:underline;padding:.4rem}
.bar a:hover{background:#0e2c47}
button{min-width:44px;min-height:44px;border:0;border-radius:4px;background:none;color:inherit;font:inherit;font-size:1.5rem;line-height:1;cursor:pointer}
button:hover{background:#0e2c47}
iframe{flex:1;width:100%;border:0;background:#fff}
p{margin:0;padding:1rem}
@media(max-width:46rem){dialog{width:100vw;height:100dvh;border-radius:0;margin:0}}
@media print{dialog{display:none}}`;

for (const element of document.querySelectorAll('[data-foja-book]')) install(element);

/** Once an element. */
function install(element) {
  if (element.shadowRoot || element.dataset.fojaReady) return;
  element.dataset.fojaReady = '';
  const path = element.dataset.fojaBook.split('/').map(encodeURIComponent).join('/');
  const href = `${home}/libro/${path}`;
  const host = document.createElement('span');
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  const notice = link(href, element.textContent.trim() || 'Libro de Reclamaciones');
  notice.prepend(book());
  notice.setAttribute('aria-haspopup', 'dialog');
  root.append(notice);
  notice.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    open(root, href, notice);
  });
  if (element instanceof HTMLAnchorElement) element.replaceWith(host);
  else element.replaceChildren(host);
}

function open(root, href, notice) {
  const dialog = make('dialog', { 'aria-labelledby': 'titulo' });
  const bar = make('div', { class: 'bar' });
  const title = make('h2', { id: 'titulo' }, 'Libro de Reclamaciones');
  const apart = link(href, 'Abrir en otra pestaña');
  apart.target = '_blank';
  apart.rel = 'noopener';
  const shut = make('button', { type: 'button', 'aria-label': 'Cerrar' }, '×');
  const frame = make('iframe', { src: href, title: 'Formulario del Libro de Reclamaciones' });
  bar.append(title, apart, shut);
  dialog.append(bar, frame);
  root.append(dialog);
  shut.addEventListener('click', () => dialog.close());
  const listen = ({ origin, source, data }) => {
    if (origin !== home || source !== frame.contentWindow) return;
    if (data?.foja === 'close') dialog.close();
    if (data?.foja === 'ready') clearTimeout(late);
  };
  addEventListener('message', listen);
  // Not framed here: this origin is not on the provider's list, or the line is gone. The link still leads there.
  const late = setTimeout(() => {
    bar.after(make('p', { role: 'status' }, 'Si no ve el formulario, use «Abrir en otra pestaña».'));
  }, 8000);
  dialog.addEventListener('close', () => {
    clearTimeout(late);
    removeEventListener('message', listen);
    dialog.remove();
    notice.focus();
  });
  dialog.showModal();
  shut.focus();
}

/** A constructed style sheet is no inline style to a Content-Security-Policy; older browsers load the same as a file. */
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make('link', { rel: 'stylesheet', href: `${home}/widget/foja.css` }));
  }
}

/** The open book of the notice (Reglamento, Anexo II). */
function book() {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 120 70');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  const lines =
    'M4 10c20-8 38-6 56 4 18-10 36-12 56-4v50c-20-7-38-5-56 5-18-10-36-12-56-5zM60 14v51M14 24c12-3 24-2 36 3M14 40c12-3 24-2 36 3M70 27c12-5 24-6 36-3M70 43c12-5 24-6 36-3';
  for (const [name, value] of [
    ['d', lines],
    ['fill', 'none'],
    ['stroke', 'currentColor'],
    ['stroke-width', '5'],
  ]) {
    path.setAttribute(name, value);
  }
  svg.append(path);
  return svg;
}

function link(href, label) {
  return make('a', { href }, label);
}

function make(tag, attributes = {}, label = '') {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (label) element.append(label);
  return element;
}
