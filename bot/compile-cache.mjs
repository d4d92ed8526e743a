// For `npm start`: with the cache on before the first source is read, later starts need no compiler for the types,
// which would stay in memory with 17 MB. JavaScript, because it must not need that compiler itself.
import nodeModule from 'node:module';

// Absent before Node 22; the program itself says which version it needs.
nodeModule.enableCompileCache?.();
