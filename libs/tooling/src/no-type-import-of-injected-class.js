// `import type { Orders }` with `constructor(orders: Orders)` in a decorated class compiles, and emits `Object` as the parameter's
// type: injection fails at boot, and a DTO is not validated at all. The compiler says nothing, so this rule does.
import ts from 'typescript';

const isDecorated = (node) => (node.decorators?.length ?? 0) > 0;

/** The parameters and fields whose types end up in decorator metadata. */
function typesInMetadata(classNode) {
  return classNode.body.body.flatMap((member) => {
    if (member.type === 'PropertyDefinition') return isDecorated(member) ? [member.typeAnnotation] : [];
    if (member.type !== 'MethodDefinition') return [];
    const { params } = member.value;
    const emitted =
      member.kind === 'constructor' ? isDecorated(classNode) : isDecorated(member) || params.some(isDecorated);
    return emitted
      ? params.map((param) => (param.type === 'TSParameterProperty' ? param.parameter : param).typeAnnotation)
      : [];
  });
}

/** Whether the name is imported as a type only, and by which declaration. */
function isTypeOnlyImport(definition) {
  if (definition?.type !== 'ImportBinding') return false;
  return definition.parent.importKind === 'type' || definition.node.importKind === 'type';
}

export const noTypeImportOfInjectedClass = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { typeOnly: '{{name}} is a class that decorator metadata needs here: import it as a value.' },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();

    const isClass = (node) => {
      const symbol = services.getSymbolAtLocation(node);
      const target =
        symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return target !== undefined && (target.flags & ts.SymbolFlags.Class) !== 0;
    };

    const definitionOf = (node) => {
      for (let scope = context.sourceCode.getScope(node); scope !== null; scope = scope.upper) {
        const variable = scope.set.get(node.name);
        if (variable !== undefined) return variable.defs[0];
      }
      return undefined;
    };

    const check = (classNode) => {
      for (const annotation of typesInMetadata(classNode)) {
        const type = annotation?.typeAnnotation;
        if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') continue;
        const name = type.typeName;
        if (isTypeOnlyImport(definitionOf(name)) && isClass(name)) {
          context.report({ node: name, messageId: 'typeOnly', data: { name: name.name } });
        }
      }
    };

    return { ClassDeclaration: check, ClassExpression: check };
  },
};
