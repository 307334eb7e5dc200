// An SMS centre for the tests: it listens on a free port of the loopback, writes what it sees as JSON Lines, and does
// what it is told on its input, one JSON object a line.
//
//   {"do": "behave", "as": "ok|status|silent|drop|twice", "status": 88, "wait": 50, "times": 1, "only": "8613…"}
//   {"do": "receipt", "id": "m1", "to": "8613…", "state": "DELIVRD", "reference": 7}
//   {"do": "inbound", "from": "8613…", "text": "T", "coding": 8}
//   {"do": "break"}    closes every connection
'use strict';
const fs = require('fs');
const readline = require('readline');
const smpp = require('smpp');

const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
const SYSTEM = 'forbear', PASSWORD = process.argv[2];
const tls = process.argv[3] ? { key: fs.readFileSync(process.argv[3]), cert: fs.readFileSync(process.argv[4]) } : {};
const STATES = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, DELETED: 4, UNDELIV: 5, ACCEPTD: 6, UNKNOWN: 7, REJECTD: 8 };
const sessions = new Set();
let behaviours = [], made = 0;

function textOf(pdu) {
    const part = pdu.message_payload || pdu.short_message;
    return typeof part.message === 'string' ? part.message : part.message.toString('latin1');
}

function behaviourFor(to) {
    const found = behaviours.find((b) => b.times !== 0 && (!b.only || b.only === to));
    if (found && found.times > 0) found.times -= 1;
    return found || { as: 'ok' };
}

function submitted(session, pdu) {
    const how = behaviourFor(pdu.destination_addr);
    const refused = how.as === 'status';
    const id = refused ? null : 'm' + (made += 1);
    say({
        event: 'submit', id, to: pdu.destination_addr, from: pdu.source_addr, ton: pdu.dest_addr_ton,
        text: textOf(pdu), coding: pdu.data_coding, payload: Boolean(pdu.message_payload),
        registered: pdu.registered_delivery, reference: pdu.user_message_reference,
        seconds: pdu.validity_period ? Math.round((pdu.validity_period - new Date()) / 1000) : null,
    });
    if (how.as === 'silent') return;
    if (how.as === 'drop') return void session.destroy();
    const answer = () => session.send(pdu.response(refused ? { command_status: how.status } : { message_id: id }));
    setTimeout(() => { answer(); if (how.as === 'twice') answer(); }, how.wait || 0);
}

const server = smpp.createServer(tls, (session) => {
    session.on('error', () => {});
    session.on('bind_transceiver', (pdu) => {
        if (pdu.system_id !== SYSTEM || pdu.password !== PASSWORD) {
            session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }));
            return session.close();
        }
        sessions.add(session);
        session.send(pdu.response({ system_id: 'smsc' }));
        say({ event: 'bound' });
    });
    session.on('submit_sm', (pdu) => submitted(session, pdu));
    session.on('enquire_link', (pdu) => { say({ event: 'enquired' }); session.send(pdu.response()); });
    session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
    session.on('close', () => { sessions.delete(session); say({ event: 'closed' }); });
});

function deliver(fields, told) {
    const [session] = sessions;
    if (!session) return say({ event: 'nobody', ...told });
    session.deliver_sm(fields, (answer) => say({ event: 'answered', status: answer.command_status, ...told }));
}

const ORDERS = {
    behave: (order) => { behaviours = [{ times: -1, ...order }]; },
    receipt: ({ id, to, state, reference }) => deliver({
        source_addr: to, destination_addr: '10690000', esm_class: 4,
        short_message: `id:${id} sub:001 dlvrd:001 submit date:2605131200 done date:2605131201 stat:${state} err:000 text:`,
        receipted_message_id: id, message_state: STATES[state],
        ...(reference === undefined ? {} : { user_message_reference: reference }),
    }, { receipt: id }),
    inbound: ({ from, text, coding = 8 }) => deliver({
        source_addr: from, destination_addr: '10690000', data_coding: coding, short_message: text,
    }, { inbound: text }),
    later: ({ wait }) => setTimeout(() => say({ event: 'waited' }), wait),
    ping: () => {},
    break: () => { for (const session of sessions) session.destroy(); },
};

readline.createInterface({ input: process.stdin })
    .on('line', (line) => { const order = JSON.parse(line); ORDERS[order.do](order); say({ event: 'told', do: order.do }); })
    .on('close', () => process.exit(0));
server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.address().port }));
