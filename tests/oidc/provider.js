// A provider on loopback: node provider.js PORT REDIRECT_URI. Whoever signs in is who he says; people have groups.
import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const GROUPS = { 'li.na': ['desk'], 'wang.lei': ['leads', 'others'], mallory: ['strangers'], root: ['admins'] };

const provider = new Provider(issuer, {
  clients: [{ client_id: 'forbear', client_secret: 'a secret of the tests', redirect_uris: [redirect] }],
  claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'] },
  pkce: { required: () => true },
  cookies: { keys: ['of the tests'] },
  async findAccount(ctx, id) {
    return {
      accountId: id,
      claims: async () => ({ sub: id, preferred_username: id, name: id, groups: GROUPS[id] ?? [] }),
    };
  },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
