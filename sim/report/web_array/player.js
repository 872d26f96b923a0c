// The page: reads the traces, plays them, and says what the chosen PE does.

(function main() {
  const byId = (id) => document.getElementById(id);
  const {traces} = JSON.parse(byId('traces').textContent);
  const [{m, n, k}] = traces;
  const lastBeat = Math.max(...traces.map((trace) => trace.beats.length));
  const state = {beat: 1, timer: 0, chosen: null};

  const panels = traces.map((trace) => new Panel(trace, choose, seek));
  const inputs = new Matrix(`A: inputs, ${m} x ${k}`, m, k);
  const weights = new Matrix(`B: weights, ${k} x ${n}`, k, n);
  const outputs = traces.map((trace) => new Output(trace, `C: output, ${trace.dataflow.replace('_', ' ')}`));
  byId('question').textContent = `${m} x ${k} inputs times ${k} x ${n} weights on ${traces[0].rows} x ` +
    `${traces[0].cols} PEs`;
  byId('panels').append(...panels.map((panel) => panel.root));
  byId('matrices').append(inputs.root, weights.root, ...outputs.map((output) => output.matrix.root));
  inputs.show(traces[0].inputs);
  weights.show(traces[0].weights);
  byId('beat').max = lastBeat;

  function show(beat, moves) {
    state.beat = Math.min(lastBeat, Math.max(1, beat));
    byId('beat').value = state.beat;
    byId('position').textContent = `beat ${state.beat} of ${lastBeat}`;
    document.body.dataset.beat = state.beat;
    for (const panel of panels) panel.draw(state.beat, moves);
    for (const output of outputs) output.draw(state.beat);
    if (state.chosen) describe();
    if (state.beat === lastBeat) pause();
  }

  function seek(beat) {
    pause();
    show(beat, beat === state.beat + 1);
  }

  function play() {
    if (state.beat === lastBeat) show(1, false);
    byId('play').textContent = 'Pause';
    byId('play').setAttribute('aria-pressed', 'true');
    byId('detail').setAttribute('aria-live', 'off');  // a reader would never catch up
    schedule();
  }

  function schedule() {
    state.timer = setTimeout(() => {
      state.timer = 0;
      show(state.beat + 1, true);
      if (byId('play').getAttribute('aria-pressed') === 'true') schedule();
    }, 1000 / Number(byId('speed').value));
  }

  function pause() {
    clearTimeout(state.timer);
    state.timer = 0;
    byId('play').textContent = 'Play';
    byId('play').setAttribute('aria-pressed', 'false');
    byId('detail').setAttribute('aria-live', 'polite');
  }

  function toggle() {
    if (byId('play').getAttribute('aria-pressed') === 'true') pause(); else play();
  }

  function choose(panel, row, col) {
    for (const each of panels) for (const cell of each.cells) cell.classList.remove('chosen');
    panel.cells[row * panel.trace.cols + col].classList.add('chosen');
    state.chosen = {panel, row, col};
    describe();
  }

  function describe() {
    const {panel, row, col} = state.chosen;
    const shown = Math.min(state.beat, panel.trace.beats.length);
    const pe = panel.pe(shown, row, col);
    const name = `${panel.trace.dataflow.replace('_', ' ')}, PE in row ${row}, column ${col}, beat ${shown}: `;
    byId('detail').textContent = name + wordsOf(panel, pe);
    const named = pe.multiplies && pe.useful;
    inputs.mark(named ? pe.m : -1, pe.k);
    weights.mark(named ? pe.k : -1, pe.n);
    outputs.forEach((output, i) => output.matrix.mark(named && panels[i] === panel ? pe.m : -1, pe.n));
  }

  function wordsOf(panel, pe) {
    if (pe.loads) return `the stationary operand ${pe.loaded} moves in from the north.`;
    if (!pe.multiplies) {
      if (!pe.holds) return 'idle.';
      return panel.keepsSums ? `idle; it keeps the sum ${pe.held}.` : `idle; it holds the stationary operand ${pe.held}.`;
    }
    const partner = panel.keepsSums ? `${pe.partner} from the north` : `${pe.partner}, which it holds,`;
    const before = panel.keepsSums ? `${pe.before}, which it keeps` : `${pe.before} from the north`;
    const work = `${pe.west} from the west times ${partner} is ${pe.west * pe.partner}; with ${before}, that makes ${pe.after}. `;
    if (!pe.useful) return `${work}This PE lies outside the operands: it multiplies zeros.`;
    return `${work}It is the product A[${pe.m},${pe.k}] x B[${pe.k},${pe.n}], term ${pe.k} of C[${pe.m},${pe.n}].`;
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = ['INPUT', 'SELECT'].includes(event.target.tagName);
    if (event.key === ',') seek(state.beat - 1);
    else if (event.key === '.') seek(state.beat + 1);
    else if (event.key === ' ' && !typing && event.target.tagName !== 'BUTTON') { event.preventDefault(); toggle(); }
  }

  byId('first').addEventListener('click', () => seek(1));
  byId('back').addEventListener('click', () => seek(state.beat - 1));
  byId('forward').addEventListener('click', () => seek(state.beat + 1));
  byId('last').addEventListener('click', () => seek(lastBeat));
  byId('play').addEventListener('click', toggle);
  byId('beat').addEventListener('input', (event) => seek(Number(event.target.value)));
  document.addEventListener('keydown', onKey);

  // #beat=9 opens the page at beat 9, #beat=last at the end; #beat=9&pe=1,2 with a PE chosen.
  const asked = /beat=(\d+|last)/.exec(location.hash);
  show(asked ? (asked[1] === 'last' ? lastBeat : Number(asked[1])) : 1, false);
  const pe = /pe=(\d+),(\d+)/.exec(location.hash);
  if (pe && pe[1] < traces[0].rows && pe[2] < traces[0].cols) choose(panels[0], Number(pe[1]), Number(pe[2]));
})();
