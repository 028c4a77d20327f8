// What of the page depends on nothing but its own elements. Text only: nothing that came over the wire becomes markup.

export const $ = id => document.getElementById(id);

export function show(id, visible) {
  $(id).hidden = !visible;
}

/** A new element with text. */
export function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), {textContent: text}, properties);
}

const nameOf = field => document.querySelector(`label[for="${field}"]`)?.textContent.replace(/ \(.*| ,.*|,.*/, '') ?? field;

/** Takes all complaints away. */
export function clearProblems() {
  document.querySelectorAll('.field-problem').forEach(one => one.remove());
  document.querySelectorAll('[aria-invalid]').forEach(one => {
    one.removeAttribute('aria-invalid');
    one.removeAttribute('aria-describedby');
  });
  show('problem', false);
}

/** Complains: above all, and beside each field that is in view, the first of which gets the focus unless that is needed elsewhere. */
export function showProblems(problems, focus = true) {
  clearProblems();
  problems.forEach(({field, problem, fix}, at) => {
    const input = $(field);
    input?.closest('details')?.setAttribute('open', '');
    if (input?.offsetParent) {
      const note = element('p', `${nameOf(field)} ${problem}. ${fix}`, {className: 'field-problem', id: `${field}-problem`});
      (input.closest('.row') ?? input).after(note);
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', note.id);
      if (at === 0 && focus) {
        input.focus();
      }
    }
  });
  const [{field, problem, fix}] = problems;
  const shownBeside = $(field)?.offsetParent;
  $('problem').textContent = `${nameOf(field)} ${problem}. ${fix}`;
  $('problem').classList.toggle('hidden', Boolean(shownBeside)); // still read out
  show('problem', true);
}

/** Fills a selection; keeps what was chosen where it is still there. */
export function fillSelect(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(({value, text}) => new Option(text, value)));
  if (options.some(({value}) => value === chosen)) {
    select.value = chosen;
  }
}

const number = (value, digits, unit) => value === null || value === undefined ? 'not measured' : `${value.toFixed(digits)} ${unit}`;

/** The figures of a call as pairs of name and text. */
export function figureRows(figures) {
  const encrypted = figures.encrypted === null ? 'not known' : figures.encrypted ? 'yes, as far as the server' : 'no';
  return [
    ['Round trip', number(figures.rttMillis, 0, 'ms')],
    ['Lost on the way here', number(figures.lossPercent, 1, '%')],
    ['Lost on the way there', number(figures.lostThere, 1, '%')],
    ['Jitter', number(figures.jitterMillis, 1, 'ms')],
    ['Codec', figures.codec ? `${figures.codec}, ${figures.rate / 1000} kHz` : 'not known'],
    ['Encrypted', encrypted],
    ['Cipher', figures.cipher?.replace('SRTP_', '') ?? 'none'],
    ['Path', figures.path ?? 'not known'],
  ];
}

/** Puts rows into a description list, reusing what is there so that screen readers are not disturbed. */
export function fillRows(list, rows) {
  if (list.childElementCount !== rows.length * 2) {
    list.replaceChildren(...rows.flatMap(() => [element('dt', ''), element('dd', '')]));
  }
  rows.flat().forEach((text, at) => {
    if (list.children[at].textContent !== text) {
      list.children[at].textContent = text;
    }
  });
}

/** Seconds as people read them: 0:07, 12:34, 1:02:03. */
export function clock(seconds) {
  const two = value => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
