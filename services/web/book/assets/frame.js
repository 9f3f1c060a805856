/** Inside the widget's dialog: no header of our own, Escape closes it, and what is not part of filing opens beside it. */
export function frame() {
  if (window.parent === window) return;
  document.documentElement.classList.add('framed');
  const tell = (what) => window.parent.postMessage({ foja: what }, '*'); // holds nothing of the page
  tell('ready');
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tell('close');
  });
  for (const link of document.querySelectorAll('a[href^="/seguimiento/"], a[href^="/aviso/"], a[target]')) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
}
