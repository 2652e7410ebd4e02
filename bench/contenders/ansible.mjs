// A playbook with `copy` and `systemd_service` in the user's scope, as their manual shows it, on this machine and without facts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { each, unitText } from '../workers.mjs';
import { installed } from './installed.mjs';

const PLAYBOOK = `
- hosts: localhost
  connection: local
  gather_facts: false
  vars_files: [daemons.json]
  tasks:
    - name: Unit files
      ansible.builtin.copy: { dest: "{{ folder }}/{{ item.name }}.service", content: "{{ item.text }}", mode: "0644" }
      loop: "{{ daemons }}"
      loop_control: { label: "{{ item.name }}" }
      register: written
    - name: Reload
      ansible.builtin.systemd_service: { scope: user, daemon_reload: true }
      when: written is changed
    - name: Services
      ansible.builtin.systemd_service:
        scope: user
        name: "{{ item.item.name }}.service"
        enabled: true
        state: "{{ 'restarted' if item is changed else 'started' }}"
      loop: "{{ written.results }}"
      loop_control: { label: "{{ item.item.name }}" }
`;

export const ansible = {
  name: 'ansible',
  note: 'copy + systemd_service (scope: user), no facts, pipelining; its diff is --check --diff',
  unit: (name) => `${name}.service`,
  find: (world) => installed(world, '/usr/bin/ansible-playbook', 'apt has ansible-core'),
  setUp(world) {
    mkdirSync(world.unitFolder, { recursive: true });
    writeFileSync(join(world.home, 'playbook.yaml'), PLAYBOOK.trimStart());
    write(world);
  },
  first: (world) => play(world),
  noop: (world) => play(world),
  diff: (world) => play(world, '--check', '--diff'),
  edit: write,
  change: (world) => play(world),
  files: (world) =>
    each(world.workers, (worker) => [join(world.unitFolder, `${worker.name}.service`), unitText(worker)]),
  agrees: (said) => / changed=0 /.test(said),
};

function play(world, ...flags) {
  const settings = {
    ANSIBLE_HOME: join(world.home, '.ansible'),
    ANSIBLE_PIPELINING: 'True',
    ANSIBLE_LOCALHOST_WARNING: 'False',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_NOCOLOR: '1',
  };
  return world.run([world.found.program, '-i', 'localhost,', ...flags, 'playbook.yaml'], { env: settings });
}

function write(world) {
  const daemons = each(world.workers, (worker) => ({ name: worker.name, text: unitText(worker) }));
  writeFileSync(join(world.home, 'daemons.json'), JSON.stringify({ folder: world.unitFolder, daemons }));
}
