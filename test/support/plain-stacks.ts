/**
 * Jest rewrites every stack with source maps, of which the sources have none: a twentieth of the time of all tests, since
 * Node reads the stack of each socket that ends in an error. `DOMException` leads to the errors of Node's own realm.
 */
const { constructor: nodeError } = Object.getPrototypeOf(DOMException.prototype);
Reflect.deleteProperty(nodeError, 'prepareStackTrace');
Reflect.deleteProperty(Error, 'prepareStackTrace');
