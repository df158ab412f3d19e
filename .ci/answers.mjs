/** Asks a running service for its health, a report and its OpenAPI document; exit code 1 where one is not as it should be. */
const base = process.argv[2];
const expectOk = async (path, isGood) => {
  const response = await fetch(base + path);
  const body = await response.json();
  if (response.status !== 200 || !isGood(body))
    throw new Error(`${path}: ${response.status} ${JSON.stringify(body).slice(0, 300)}`);
};
try {
  await expectOk('/health', (body) => body.ready);
  await expectOk('/openapi.json', (body) => Object.keys(body.paths).length > 40);
  await expectOk(
    '/reports/manager-activity?from=2000-01-01&to=2100-01-01',
    (body) => body.sections.managers.length > 0,
  );
} catch (error) {
  console.error(String(error));
  process.exit(1);
}
