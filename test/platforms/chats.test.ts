import { chatPlatforms, secrets } from './chats.js';
import { endToEnd } from './end-to-end.js';

endToEnd('chats', chatPlatforms, secrets);
