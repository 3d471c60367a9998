/** The same secret address for staff: shifts, turns on call and appointments. */
import { CalendarFeed } from './CalendarFeed';

export default function DutyFeed() {
  return <CalendarFeed />;
}
