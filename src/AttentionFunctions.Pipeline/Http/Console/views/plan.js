import { ask, path } from '../api.js';
import { h } from '../dom.js';
import { card, field, problemBox, table } from '../parts.js';
import { t } from '../words.js';

/** A day's tasks, placed where this person has attention for them. */
export function planCard(userId, attention, signal) {
  const input = h('textarea', { id: 'tasks', rows: '3', placeholder: t('person.plan.example') });
  const answer = h('div', { role: 'status' });
  return card(t('person.plan'), { note: attention.timeZone }, h('form', {
    onsubmit: async event => {
      event.preventDefault();
      const tasks = input.value.split('\n').filter(line => line.trim()).map(line => /^(.+?)\s+(\d+)\s*$/.exec(line.trim()));
      if (tasks.length === 0 || tasks.includes(null)) {
        answer.replaceChildren(h('p', { class: 'wrong' }, t('person.plan.wrong')));
        input.focus();
        return;
      }

      try {
        const date = new Intl.DateTimeFormat('sv-SE', { timeZone: attention.timeZone }).format(new Date());
        const plan = await ask(path('users', userId, 'plan'), {
          method: 'POST', signal, body: { date, timeZone: attention.timeZone, tasks: tasks.map(([, id, minutes]) => ({ id, minutes: Number(minutes) })) },
        });
        answer.replaceChildren(draw(plan));
      } catch (problem) {
        if (!signal.aborted) answer.replaceChildren(problemBox(problem, null));
      }
    },
  }, field(t('person.plan.label'), input), h('button', { type: 'submit' }, t('person.plan.make'))), answer);
}

function draw(plan) {
  return h('div', {},
    plan.blocks.length > 0 && table(t('person.plan'), [
      { name: t('overview.time'), of: block => `${local(block.start)}–${local(block.end)}` },
      { name: t('person.plan'), header: true, of: block => block.taskId ?? block.kind },
      { name: t('models.reason'), of: block => h('span', { lang: 'en' }, block.reasons.join('; ')) },
    ], plan.blocks),
    plan.unplaced.length > 0 && h('p', {}, `${t('person.plan.unplaced')}: ${plan.unplaced.map(task => task.taskId).join(', ')}`));
}

/** The plan's times carry the offset of its own zone: the clock on that person's wall. */
const local = time => time.slice(11, 16);
