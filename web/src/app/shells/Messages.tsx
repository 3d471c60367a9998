import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';

export default function Messages({ top }: { top: boolean }) {
  return <Notifications className="no-print" position={top ? 'top-center' : 'bottom-right'} limit={3} containerWidth={380} />;
}
