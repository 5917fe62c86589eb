import { frame } from './frame.ts';
import { surroundings } from './surroundings.ts';
import { theme } from './theme.ts';
import { update } from './update.ts';

/** How the widget looks; a page that a server has written looks the same before the widget is there. */
export const styles = [theme, frame, update, surroundings];
