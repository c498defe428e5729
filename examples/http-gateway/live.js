import { createMatrixGateway } from './main.js';

const { MATRIX_URL: baseUrl = '', MATRIX_ACCESS_TOKEN: accessToken = '' } = process.env;
createMatrixGateway({ baseUrl, accessToken }).listen(8080, '127.0.0.1');
