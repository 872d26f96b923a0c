// The matrices under the panels: what is multiplied, and each panel's output as far as it has left the array.

/** A table of `rows` x `cols` values; empty ones are not known yet. */
class Matrix {
  constructor(title, rows, cols) {
    this.cols = cols;
    this.root = element('div', 'matrix');
    this.root.append(element('h2', '', title));
    const table = element('table');
    table.setAttribute('aria-label', title);
    const names = table.createTHead().insertRow();
    names.append(element('th'), ...Array.from({length: cols}, (_, col) => element('th', '', col)));
    this.cells = [];
    const body = table.createTBody();
    for (let row = 0; row < rows; ++row) {
      const line = body.insertRow();
      line.append(element('th', '', row));
      for (let col = 0; col < cols; ++col) {
        this.cells.push(element('td', 'open', '·'));
        line.append(this.cells[this.cells.length - 1]);
      }
    }
    this.note = element('p', 'facts');
    this.root.append(table, this.note);
  }

  show(values, fresh) {
    this.cells.forEach((cell, i) => {
      cell.textContent = values[i] === undefined ? '·' : values[i];
      cell.className = values[i] === undefined ? 'open' : fresh && fresh.has(i) ? 'fresh' : '';
    });
  }

  mark(row, col) {
    for (const cell of this.cells) cell.classList.remove('marked');
    if (row >= 0) this.cells[row * this.cols + col].classList.add('marked');
  }
}

/** The output of one panel after each beat: what the trace says has left the array. */
class Output {
  constructor(trace, title) {
    this.trace = trace;
    this.matrix = new Matrix(title, trace.m, trace.n);
    this.matrix.root.dataset.dataflow = trace.dataflow;
  }

  draw(beat) {
    const values = [];
    let fresh = new Set();
    for (let i = 0; i < Math.min(beat, this.trace.beats.length); ++i) {
      fresh = new Set();
      for (const [m, n, , total] of this.trace.beats[i].out) {
        values[m * this.trace.n + n] = total;
        fresh.add(m * this.trace.n + n);
      }
    }
    this.matrix.show(values, beat <= this.trace.beats.length ? fresh : undefined);
    const equal = this.trace.product.filter((value, i) => value === values[i]).length;
    this.matrix.note.textContent = `${equal} of ${this.trace.product.length} equal the plain product`;
  }
}
