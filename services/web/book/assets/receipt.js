// The sheet is filed: its draft goes, and the page can print itself.
import { forgetFiled } from './draft.js';
import { frame } from './frame.js';

frame();
const receipt = document.querySelector('[data-receipt]');
if (receipt) forgetFiled(receipt.dataset.book);
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = 'Enlace copiado';
  });
}
