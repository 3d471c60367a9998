/** One login per role of the demo hospital: one tap is enough to look around as somebody. */
import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './DemoLogins.module.css';

export type DemoLogin = { email: string; role: string; name: string };
type Props = { logins: DemoLogin[]; oneTap: boolean; busy: boolean; onChoose: (login: DemoLogin) => void };

export function DemoLogins({ logins, oneTap, busy, onChoose }: Props) {
  const { t } = useTranslation('identity');
  return (
    <section className={css.box} aria-labelledby="demo-logins">
      <h2 id="demo-logins" className={css.title}><FlaskConical size={18} aria-hidden /> {t('demo.title')}</h2>
      <p className={css.hint}>{t(oneTap ? 'demo.one_tap' : 'demo.password_elsewhere')}</p>
      <ul className={css.list}>
        {logins.map((login) => (
          <li key={login.email}>
            <button type="button" className={css.login} disabled={busy} onClick={() => onChoose(login)}>
              <strong>{t(`common:roles.${login.role}` as 'common:roles.patient')}</strong>
              <span>{login.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
