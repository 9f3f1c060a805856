/** Moves the page along with the slider; without this, its button and the links of the history do the same. */
const form = document.querySelector('[data-slider]');
const slider = form?.querySelector('input[type=range]');
const said = document.querySelector('[data-said]');
let asking;

async function show() {
  asking?.abort();
  asking = new AbortController();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const open = [...document.querySelectorAll('[data-standing] details')].map((one) => one.open);
    const there = page.querySelector('[data-standing]');
    for (const [index, one] of [...there.querySelectorAll('details')].entries()) one.open = open[index] ?? false;
    document.querySelector('[data-standing]').replaceWith(there);
    for (const act of page.querySelectorAll('[data-act]')) {
      document.querySelector(`[data-act="${act.dataset.act}"]`)?.replaceWith(act);
    }
    const title = there.querySelector('h2').textContent;
    slider.setAttribute('aria-valuetext', title);
    said.textContent = title;
    history.replaceState(null, '', address);
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(address); // the line is down: the browser says so
  }
}

if (slider) {
  form.querySelector('[data-go]').hidden = true;
  slider.setAttribute('aria-valuetext', document.querySelector('[data-standing] h2').textContent);
  slider.addEventListener('input', show);
}
