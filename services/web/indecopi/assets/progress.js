/** Keeps the progress of a case file on the page; without this, the link "Actualizar" does the same. */
const box = document.querySelector('[data-progress]');
const words = document.querySelector('[data-words]');
const meter = document.querySelector('progress');
const EVERY_MS = 2_000;

async function look() {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { accept: 'application/json' } });
    if (!answer.ok) return location.reload();
    const { avance, porciento, enCurso } = await answer.json();
    if (!enCurso) return location.reload();
    if (words.textContent !== avance) words.textContent = avance;
    meter.value = porciento;
  } catch {
    // the line is down: the next look may be luckier
  }
  setTimeout(look, EVERY_MS);
}

if (box !== null) setTimeout(look, EVERY_MS);
