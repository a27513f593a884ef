import { Paragraph } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { Go } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import type { ExemptionView } from '../../view-models/exemptions.ts';
import { tasksToday, type Task } from '../../view-models/today.ts';

/** What waits for somebody, each as a link to where it is done. */
export function TodayList({ overview }: { readonly overview: ResponseOf<'getOverview'> }) {
  const { say } = useWords();
  const tasks = tasksToday(overview);
  if (tasks.length === 0) return <Paragraph className="quiet">{say('overview.today.none')}</Paragraph>;
  return (
    <ul className="rows">
      {tasks.map((task) => (
        <li key={'ban' in task ? `${task.kind} ${task.unit} ${task.ban}` : task.kind} className="row-between">
          <TaskLink task={task} />
        </li>
      ))}
    </ul>
  );
}

function TaskLink({ task }: { readonly task: Task }) {
  const { say } = useWords();
  switch (task.kind) {
    case 'halted':
      return (
        <Go to="/rollouts/$version" params={{ version: String(task.version) }}>
          {say('overview.today.halted', { version: String(task.version) })}
        </Go>
      );
    case 'review-due':
    case 'review-passed':
      return (
        <Go to="/bans/$unit/$ban" params={{ unit: task.unit, ban: task.ban }}>
          {say(`overview.today.${task.kind}`, { ban: nameOfId(task.ban), days: task.days })}
        </Go>
      );
    case 'requests':
      return <Go to="/exemptions">{say('overview.today.requests', { count: task.count })}</Go>;
    case 'half':
      return (
        <Go to="/exemptions" search={{ view: 'half-approved' satisfies ExemptionView }}>
          {say('overview.today.half', { count: task.count })}
        </Go>
      );
    case 'expiring':
      return (
        <Go to="/exemptions" search={{ view: 'expiring' satisfies ExemptionView }}>
          {say('overview.today.expiring', { count: task.count })}
        </Go>
      );
    case 'drafts':
      return <Go to="/drafts">{say('overview.today.drafts', { count: task.count })}</Go>;
    case 'packs':
      return <Go to="/packs">{say('overview.today.packs', { count: task.count })}</Go>;
    case 'awaiting':
      return (
        <Go to="/devices" search={{ state: 'awaiting-approval' }}>
          {say('overview.today.awaiting', { count: task.count })}
        </Go>
      );
    case 'silent':
      return (
        <Go to="/devices" search={{ silent: 'true' }}>
          {say('overview.today.silent', { count: task.count })}
        </Go>
      );
    case 'retention':
      return (
        <Go to="/settings" search={{ view: 'retention' }}>
          {say('overview.today.retention')}
        </Go>
      );
    default:
      return task satisfies never;
  }
}
