import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { addressOf } from '../../api/console-api.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Answered } from '../../parts/states.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { UnitChoice } from '../../parts/unit-choice.tsx';
import { useAddress } from '../../shell/address.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { localDay } from '../../view-models/audit-search.ts';
import { isPeriod, periodIn } from '../../view-models/report-period.ts';
import { ReportView } from './report-view.tsx';
import './report.css';

/** Compliance of one unit over a period, for reading and for the council’s papers. */
export function ReportPage() {
  const { say, language } = useWords();
  const { session } = useSession();
  const [search] = useAddress();
  const period = periodIn(search, localDay(new Date()));
  const unit = search['unit'] ?? session?.operator?.unit;
  const asked = { ...period, ...(unit === undefined ? {} : { unit }) };
  const report = useOperation(
    'getReport',
    { query: asked },
    { enabled: isPeriod(period), keepPrevious: true },
  );
  return (
    <PageFrame
      title={say('report.heading')}
      actions={
        <span className="no-print buttons">
          <Button asChild variant="secondary">
            <a href={addressOf('exportReport', { query: { ...asked, language } })}>{say('report.page')}</a>
          </Button>
          <Button onClick={() => window.print()} disabled={report.data === undefined}>
            {say('report.print')}
          </Button>
        </span>
      }
    >
      <ReportChooser
        key={`${period.from}/${period.to}/${unit}`}
        from={period.from}
        to={period.to}
        unit={unit ?? ''}
      />
      <Answered query={report} lines={10}>
        {(answer) => <ReportView report={answer} />}
      </Answered>
    </PageFrame>
  );
}

function ReportChooser(props: { readonly from: string; readonly to: string; readonly unit: string }) {
  const { say } = useWords();
  const [, change] = useAddress();
  const [form, setForm] = useState(props);
  const right = isPeriod(form);
  return (
    <form
      noValidate
      className="filters no-print"
      onSubmit={(event) => {
        event.preventDefault();
        if (right) change({ ...form });
      }}
    >
      <UnitChoice value={form.unit} onChoose={(unit) => setForm({ ...form, unit })} />
      <TextLine
        label={say('report.from')}
        type="date"
        value={form.from}
        onType={(from) => setForm({ ...form, from })}
      />
      <TextLine
        label={say('report.to')}
        type="date"
        value={form.to}
        onType={(to) => setForm({ ...form, to })}
        fault={right ? undefined : say('report.period.wrong')}
      />
      <Button type="submit" variant="secondary">
        {say('report.show')}
      </Button>
    </form>
  );
}
