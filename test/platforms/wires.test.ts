import { endToEnd } from './end-to-end.js';
import { secrets, wirePlatforms } from './wires.js';

endToEnd('wires', wirePlatforms, secrets);
