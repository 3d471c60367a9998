/** Everything that somebody sees who is not signed in; small, and one piece: every piece has its name in the first load. */
import { useLocation } from '@tanstack/react-router';
import ByLinkPage from './ByLinkPage';
import ForgotPage from './ForgotPage';
import RegisterPage from './RegisterPage';
import SetupPage from './SetupPage';
import SignInPage from './SignInPage';
import TestProviderPage from './TestProviderPage';
import ConfirmPage from './ConfirmPage';
import VerifyPage from './VerifyPage';

const pages: Record<string, () => React.ReactNode> = {
  register: RegisterPage, setup: SetupPage, forgot: ForgotPage, reset: ByLinkPage, welcome: ByLinkPage, verify: VerifyPage, confirm: ConfirmPage, 'test-provider': TestProviderPage,
};

export default function AuthPages() {
  const Page = pages[useLocation().pathname.split('/')[1] ?? ''] ?? SignInPage;
  return <Page />;
}
