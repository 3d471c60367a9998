import type { Role } from '../api/people';

/** Roles that an administrator gives by hand, in the order of a house tour. */
export const ROLES: Role[] = ['doctor', 'nurse', 'receptionist', 'billing_clerk', 'pharmacist', 'lab_technician', 'store_manager', 'privacy_officer', 'auditor', 'admin'];
export const isClinical = (role: string) => role === 'doctor' || role === 'nurse';
