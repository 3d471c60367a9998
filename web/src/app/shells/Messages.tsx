import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';

export default function Messages({ top }: { top: boolean }) {
  return <Notifications position={top ? 'top-center' : 'bottom-right'} limit={3} containerWidth={380} />;
}
