import { h } from './dom.js';
import { number } from './words.js';

let library;
let drawn = [];
const load = () => (library ??= import('./vendor/uPlot.esm.js').then(module => module.default));

/** The first and the last bar have their other half as well. */
const wholeBars = (plot, low, high) => {
  const step = plot.data[0].length > 1 ? Math.min(...plot.data[0].slice(1).map((at, i) => at - plot.data[0][i])) : 1;
  return [low - step / 2, high + step / 2];
};

/**
 * A chart that draws itself once the library is there. The picture has a label in words; `update` redraws it with other figures.
 * @param {object} options
 * @param {string} options.label What the chart shows, for who does not see it.
 * @param {{name: string, colour: string, kind?: 'line'|'area'|'bars'|'points', dash?: number[]}[]} options.series
 * @param {(value: number) => string} options.x Writes a value of the axis; `y` as well.
 * @param {boolean} [options.whole] The figures are counts.
 */
export function chart({ label, series, x, y = value => number(value, value < 10 && value % 1 ? 2 : 0), height = 180, range, whole, legend = series.length > 1 }) {
  const picture = h('div', { class: 'chart', role: 'img', 'aria-label': label });
  const readout = h('span', { class: 'readout', 'aria-hidden': 'true' });
  const figure = h('figure', {},
    h('figcaption', {}, legend && series.map(one => h('span', { class: 'key' }, h('i', { class: one.kind ?? 'line', style: { '--colour': `var(${one.colour})` } }), one.name)), readout),
    picture);
  let plot;
  let figures;

  const draw = async () => {
    const uPlot = await load();
    if (!picture.isConnected || plot) return;
    for (const gone of drawn.filter(one => !one.root.isConnected)) gone.destroy(); // It listens to the window.
    plot = new uPlot(settings(uPlot), figures, picture);
    drawn = [...drawn.filter(one => one.root.isConnected), plot];
    new ResizeObserver(() => plot.setSize({ width: Math.max(200, picture.clientWidth), height })).observe(picture);
  };

  const settings = uPlot => {
    const css = getComputedStyle(document.documentElement);
    const colour = name => css.getPropertyValue(name).trim();
    const axis = { stroke: colour('--muted'), font: `12px ${css.getPropertyValue('--font')}`, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    return {
      width: Math.max(200, picture.clientWidth), height, legend: { show: false }, padding: [8, 26, 0, 0],
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: { x: { time: false, range: range?.x ?? (series[0].kind === 'bars' ? wholeBars : (_, low, high) => [low, high]) }, y: { range: range?.y ?? ((_, low, high) => [Math.min(0, low), high > 0 ? high * 1.1 : 1]) } },
      axes: [
        { ...axis, grid: { show: false }, size: 28, space: 70, values: (_, splits) => splits.map(x) },
        { ...axis, size: 46, space: 36, values: (_, splits) => splits.map(y), ...(whole ? { incrs: [1, 2, 5].flatMap(step => [1, 10, 100, 1000, 10_000].map(scale => step * scale)).sort((a, b) => a - b) } : {}) },
      ],
      series: [{}, ...series.map(one => ({
        label: one.name, stroke: colour(one.colour), width: one.kind === 'points' ? 0 : 2, dash: one.dash, spanGaps: true,
        fill: one.kind === 'area' ? `${colour(one.colour)}2a` : one.kind === 'bars' ? colour(one.colour) : undefined,
        points: { show: one.kind === 'points' || figures[0].length === 1, size: 9, fill: colour(one.colour) },
        ...(one.kind === 'bars' ? { paths: uPlot.paths.bars({ size: [0.7, 32], radius: 0.15 }), width: 0 } : {}),
      }))],
      hooks: {
        setCursor: [self => {
          const at = self.cursor.idx;
          readout.textContent = at === null || at === undefined || self.cursor.left < 0 ? ''
            : [x(self.data[0][at]), ...series.map((one, i) => [one, self.data[i + 1][at]]).filter(([, value]) => value !== null && value !== undefined)
              .map(([one, value]) => (legend ? `${one.name} ${y(value)}` : y(value)))].join(' · ');
        }],
      },
    };
  };

  return {
    element: figure,
    /** @param {number[][]} data The x values, then those of every series; null is a gap. */
    update(data, words) {
      figures = data;
      if (words) picture.setAttribute('aria-label', words);
      if (plot) plot.setData(data);
      else draw();
    },
  };
}
