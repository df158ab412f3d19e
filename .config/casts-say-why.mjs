/** A lint rule: a cast (`as`, not `as const`) stands beside a comment that says why it is honest. */
export const castsSayWhy = {
  meta: {
    type: 'problem',
    messages: { why: 'A cast without a reason: say in a comment on this line, or just above, why it is honest.' },
  },
  create(context) {
    const { sourceCode } = context;
    const isExplained = (line) =>
      sourceCode.getAllComments().some(({ loc }) => loc.end.line === line || loc.end.line === line - 1);
    return {
      TSAsExpression(node) {
        const isConst = node.typeAnnotation.type === 'TSTypeReference' && node.typeAnnotation.typeName.name === 'const';
        if (!isConst && !isExplained(node.loc.start.line) && !isExplained(node.loc.end.line))
          context.report({ node, messageId: 'why' });
      },
    };
  },
};
