import { describe, expect, it } from '@jest/globals';

import { RouteTable } from './route-table.js';

const routes = new RouteTable();
routes.add({ url: '/', method: 'GET' });
routes.add({ url: '/things', method: 'POST' });
routes.add({ url: '/things/:id', method: ['GET', 'HEAD'] });
routes.add({ url: '/files/*', method: 'GET' });

describe('RouteTable', () => {
  it.each([
    ['/', 'GET'],
    ['/things', 'POST'],
    ['/things/', 'POST'],
    ['/things?x=1', 'POST'],
    ['/things/a%2Fb', 'GET, HEAD'],
    ['/files/a/b', 'GET'],
  ])('given the path %s, when its method is wrong, then 405 allows %s', (url, allow) => {
    expect(routes.problemFor(url)).toMatchObject({ status: 405, headers: { allow } });
  });

  it.each(['/thing', '/things/a/b', '/things//', '//'])(
    'given the path %s, when nothing is there, then it is 404',
    (url) => {
      expect(routes.problemFor(url).status).toBe(404);
    },
  );
});
