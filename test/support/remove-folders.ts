import { removeFreshFolders } from './fresh-folder.ts';

removeFreshFolders();
