export { createAnnouncements, type Announcements } from './announcements.ts';
