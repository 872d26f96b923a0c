'use strict';
// One panel: the PEs of one trace, what waits in front of them, and how many worked in which beat.

const ahead = 3;          // elements shown in front of each row and column
const mostWithText = 16;  // wider arrays show colours only

/** What a PE did, from its short form in the trace (sim/report/array_json.cpp says what stands where). */
function readPe(cell) {
  if (cell === 0) return {};
  const pe = {holds: true, held: cell[0], settled: cell[1] === 1};
  if (cell.length === 3) return {...pe, loads: true, loaded: cell[2]};
  if (cell.length < 9) return pe;
  const [west, partner, before, after, m, n, k] = cell.slice(2);
  return {...pe, multiplies: true, useful: m >= 0, west, partner, before, after, m, n, k};
}

function element(kind, className, text) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

class Panel {
  /** `onChoose(panel, row, col)` is told when a PE is pointed at, `onSeek(beat)` when the chart is clicked. */
  constructor(trace, onChoose, onSeek) {
    this.trace = trace;
    this.keepsSums = trace.dataflow === 'output_stationary';
    this.small = trace.cols > mostWithText;
    this.onChoose = onChoose;
    this.root = element('section', 'panel');
    this.root.append(element('h2', '', trace.dataflow.replace('_', ' ')), element('p', 'facts', this.facts()));
    this.chart = this.makeChart(onSeek);
    this.state = element('p', 'state');
    this.scroll = element('div', 'scroll');
    this.scroll.append(this.makeArray());
    this.root.append(this.chart, this.state, this.scroll);
  }

  facts() {
    const {cycles, equation, options, closed_form: closed} = this.trace;
    const form = options ? `${closed} with ${options}; without: ${equation}` : equation;
    return `Counted on the PEs: ${cycles} cycles. Closed form: ${form}.`;
  }

  at(beat) { return this.trace.beats[Math.min(beat, this.trace.beats.length) - 1]; }

  pe(beat, row, col) {
    if (beat > this.trace.beats.length) return {};
    return readPe(this.trace.beats[beat - 1].pes[row * this.trace.cols + col]);
  }

  makeChart(onSeek) {
    const ns = 'http://www.w3.org/2000/svg';
    const {beats, folds, rows, cols} = this.trace;
    const chart = document.createElementNS(ns, 'svg');
    const add = (kind, attributes) => {
      const made = document.createElementNS(ns, kind);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      chart.append(made);
      return made;
    };
    chart.setAttribute('class', 'chart');
    chart.setAttribute('viewBox', `0 0 ${beats.length} 40`);
    chart.setAttribute('preserveAspectRatio', 'none');
    chart.setAttribute('role', 'img');
    chart.setAttribute('aria-label', 'PEs that multiply, beat by beat, with the folds\' first beats as dashed lines');
    beats.forEach((beat, i) => {
      const height = 40 * beat.useful / (rows * cols);
      if (height > 0) add('rect', {class: 'bar', x: i + 0.08, width: 0.84, y: 40 - height, height});
    });
    for (const fold of folds) {
      const x = (fold.preload_begin || fold.stream_begin) - 1;
      add('line', {class: 'fold', x1: x, x2: x, y1: 0, y2: 40, 'vector-effect': 'non-scaling-stroke'});
    }
    this.cursor = add('rect', {class: 'cursor', y: 0, width: 1, height: 40});
    chart.addEventListener('click', (event) => {
      const box = chart.getBoundingClientRect();
      onSeek(1 + Math.floor(beats.length * (event.clientX - box.left) / box.width));
    });
    return chart;
  }

  makeArray() {
    const {rows, cols} = this.trace;
    const table = element('table', this.small ? 'array small' : 'array');
    table.setAttribute('role', 'grid');
    table.setAttribute('aria-label', `PEs, ${rows} rows and ${cols} columns`);
    this.north = [];
    this.west = [];
    this.cells = [];
    this.colNames = [];
    this.rowNames = [];
    if (!this.small) this.addNorth(table);
    for (let row = 0; row < rows; ++row) this.addRow(table, row);
    return table;
  }

  addNorth(table) {
    const names = table.insertRow();
    names.append(...Array.from({length: ahead + 1}, () => element('td')));
    for (let col = 0; col < this.trace.cols; ++col) {
      this.colNames.push(element('th'));
      names.append(this.colNames[col]);
    }
    for (let step = ahead; step > 0; --step) {
      const line = table.insertRow();
      line.append(...Array.from({length: ahead + 1}, () => element('td')));
      const waits = [];
      for (let col = 0; col < this.trace.cols; ++col) {
        waits.push(element('td', step === 1 ? 'waits next' : 'waits'));
      }
      line.append(...waits);
      this.north[step] = waits;
    }
  }

  addRow(table, row) {
    const line = table.insertRow();
    if (!this.small) {
      this.rowNames.push(element('th'));
      this.west[row] = [];
      line.append(this.rowNames[row]);
      for (let step = ahead; step > 0; --step) {
        this.west[row][step] = element('td', step === 1 ? 'waits next' : 'waits');
        line.append(this.west[row][step]);
      }
    }
    for (let col = 0; col < this.trace.cols; ++col) line.append(this.makePe(row, col));
  }

  makePe(row, col) {
    const place = element('td');
    const button = element('button', 'pe');
    button.type = 'button';
    button.tabIndex = row === 0 && col === 0 ? 0 : -1;
    const choose = () => this.onChoose(this, row, col);
    button.addEventListener('mouseenter', choose);
    button.addEventListener('focus', choose);
    button.addEventListener('keydown', (event) => this.moveFocus(event, row, col));
    button.append(element('span', 'west'), element('span', 'sum'));
    this.cells.push(button);
    place.append(button);
    return place;
  }

  moveFocus(event, row, col) {
    const moves = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const {rows, cols} = this.trace;
    const to = Math.min(rows - 1, Math.max(0, row + move[0])) * cols +
               Math.min(cols - 1, Math.max(0, col + move[1]));
    this.cells[row * cols + col].tabIndex = -1;
    this.cells[to].tabIndex = 0;
    this.cells[to].focus();
  }

  foldAt(beat) {
    const begun = this.trace.folds.filter((fold) => (fold.preload_begin || fold.stream_begin) <= beat);
    return begun[begun.length - 1];
  }

  describeState(beat, fold) {
    const {beats, folds, rows, cols, along_rows: down, along_cols: across} = this.trace;
    const {useful} = this.at(beat);
    const share = Math.round(100 * useful / (rows * cols));
    const preloads = fold.preload_begin > 0 && beat < fold.stream_begin ? ', preloading' : '';
    return `Beat ${Math.min(beat, beats.length)} of ${beats.length}, fold ${folds.indexOf(fold) + 1} of ${folds.length}` +
           ` (${down} ${fold.row0}..${fold.row0 + fold.rows - 1}, ${across} ${fold.col0}..${fold.col0 + fold.cols - 1})` +
           `${preloads}: ${useful} of ${rows * cols} PEs multiply, ${share} %.`;
  }

  /** Shows a beat; `moves` animates what has moved since the beat before. */
  draw(beat, moves) {
    const {rows, cols} = this.trace;
    const ended = beat > this.trace.beats.length;
    const shown = Math.min(beat, this.trace.beats.length);
    const fold = this.foldAt(shown);
    this.state.textContent = this.describeState(shown, fold) + (ended ? ' Done.' : '');
    this.cursor.setAttribute('x', shown - 1);
    this.scroll.classList.remove('moves');
    for (let row = 0; row < rows; ++row) {
      for (let col = 0; col < cols; ++col) this.drawPe(this.cells[row * cols + col], this.pe(shown, row, col), row, col);
    }
    if (!this.small) this.drawWaiting(shown, fold);
    if (!moves || ended) return;
    void this.scroll.offsetWidth;  // lets the animation start again
    this.scroll.classList.add('moves');
  }

  drawPe(button, pe, row, col) {
    const kind = pe.multiplies ? (pe.useful ? ' works' : ' padding') : pe.loads ? ' loads' : '';
    const chosen = button.classList.contains('chosen') ? ' chosen' : '';
    button.className = `pe${kind}${chosen}`;
    if (!this.small) {
      const [west, sum] = button.children;
      const waits = pe.holds && !this.keepsSums ? `[${pe.held}]` : '';
      west.textContent = pe.multiplies ? `${pe.west}×${pe.partner}` : waits;
      const kept = this.keepsSums && pe.holds ? `Σ ${pe.held}` : '';
      sum.textContent = pe.multiplies ? `Σ ${pe.after}` : kept;
    }
    const does = pe.multiplies ? `${pe.west} times ${pe.partner} plus ${pe.before} is ${pe.after}`
      : pe.loads ? `${pe.loaded} moves in` : pe.holds ? `holds ${pe.held}` : 'idle';
    button.setAttribute('aria-label', `row ${row}, column ${col}: ${does}`);
  }

  drawWaiting(beat, fold) {
    const {rows, cols, along_rows: down, along_cols: across} = this.trace;
    for (let row = 0; row < rows; ++row) {
      this.rowNames[row].textContent = row < fold.rows ? `${down} ${fold.row0 + row}` : '';
      for (let step = 1; step <= ahead; ++step) {
        const pe = this.pe(beat + step, row, 0);
        this.west[row][step].textContent = pe.multiplies ? pe.west : '·';
      }
    }
    for (let col = 0; col < cols; ++col) {
      this.colNames[col].textContent = col < fold.cols ? `${across} ${fold.col0 + col}` : '';
      for (let step = 1; step <= ahead; ++step) {
        const pe = this.pe(beat + step, 0, col);
        const comes = this.keepsSums ? pe.multiplies && pe.partner : pe.loads && pe.loaded;
        this.north[step][col].textContent = comes === undefined || comes === false ? '' : comes;
      }
    }
  }
}
