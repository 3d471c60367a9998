/** The front desk, as the patient meets it: saying "I am here" from one's own phone. */
import { defineFeature } from '@/app/feature';

const moved = [['board'], ['queue'], ['tickets']];

export default defineFeature({
  name: 'frontdesk',
  slots: {
    'appointment.here': [{ order: 10, load: () => import('./components/CheckInCard'), needs: 'appointment.book' }],
    'insurance.mine': [{ order: 10, load: () => import('./components/MyCards'), needs: 'coverage.write' }],
  },
  live: { TicketChanged: moved, EmergencyArrived: [['emergencies'], ['meetings']] },
});
