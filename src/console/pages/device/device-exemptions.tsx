import { Paragraph } from '@digdir/designsystemet-react';
import { useOperation } from '../../api/use-operation.ts';
import { Answered } from '../../parts/states.tsx';
import { Go } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import { viewOf } from '../../view-models/exemptions.ts';

/** Requests and grants of one PC. */
export function DeviceExemptions({ device }: { readonly device: string }) {
  const { say } = useWords();
  const list = useOperation('listExemptions', { query: { device, limit: 50 } });
  return (
    <Answered query={list} lines={2}>
      {({ exemptions }) =>
        exemptions.length === 0 ? (
          <Paragraph>{say('exemptions.none')}</Paragraph>
        ) : (
          <ul className="points">
            {exemptions.map((one) => (
              <li key={one.exemption}>
                <Go to="/exemptions" search={{ view: viewOf(one.state), device }}>
                  {nameOfId(one.ban)}
                </Go>
                : {one.account ?? say('exemptions.everybody')}, {say(`exemptions.view.${one.state}`)}
                {one.from !== undefined &&
                  one.until !== undefined &&
                  `, ${say('exemptions.runs', { from: one.from, until: one.until })}`}
                <div className="quiet">{one.purpose}</div>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}
