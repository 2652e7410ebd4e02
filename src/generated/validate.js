// Made by tools/generate.mjs from schema/daemons.schema.json (381b65d8bdbc4744). Do not edit.
var __getOwnPropNames = Object.getOwnPropertyNames;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};

// node_modules/ajv/dist/runtime/ucs2length.js
var require_ucs2length = __commonJS({
  "node_modules/ajv/dist/runtime/ucs2length.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    function ucs2length(str) {
      const len = str.length;
      let length = 0;
      let pos = 0;
      let value;
      while (pos < len) {
        length++;
        value = str.charCodeAt(pos++);
        if (value >= 55296 && value <= 56319 && pos < len) {
          value = str.charCodeAt(pos);
          if ((value & 64512) === 56320)
            pos++;
        }
      }
      return length;
    }
    exports.default = ucs2length;
    ucs2length.code = 'require("ajv/dist/runtime/ucs2length").default';
  }
});

// <stdin>
var validate = validate20;
var schema31 = { "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "daemons.schema.json", "type": "object", "required": ["version"], "additionalProperties": false, "properties": { "version": { "const": 1 }, "namespace": { "$ref": "#/$defs/name" }, "label_prefix": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9][A-Za-z0-9-]*)*$", "maxLength": 128 }, "include": { "anyOf": [{ "type": "array", "items": { "type": "string", "minLength": 1 } }, { "type": "string", "minLength": 1 }, { "type": "null" }] }, "defaults": { "$ref": "#/$defs/daemon", "propertyNames": { "not": { "enum": ["command", "shell", "schedule", "watch_paths", "sockets", "only", "boot"] } } }, "daemons": { "type": ["object", "null"], "propertyNames": { "$ref": "#/$defs/name" }, "additionalProperties": { "$ref": "#/$defs/daemon" } } }, "$defs": { "name": { "type": "string", "pattern": "^[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.|$)){0,63}$" }, "path": { "type": ["string", "null"], "minLength": 1 }, "duration": { "type": ["string", "number", "null"], "pattern": "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$", "minimum": 0 }, "size": { "type": ["string", "integer", "null"], "pattern": "^[0-9]+(?:\\.[0-9]+)?(?:B|[KMGT]i?B?)?$", "minimum": 0 }, "signal": { "type": ["string", "null"], "pattern": "^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|SYS)$" }, "boolean": { "type": ["boolean", "null"] }, "oneLine": { "type": ["string", "null"] }, "commandLine": { "anyOf": [{ "type": "array", "items": { "type": ["string", "number", "boolean"] }, "minItems": 1 }, { "type": "string", "minLength": 1 }, { "type": "null" }] }, "pathList": { "anyOf": [{ "type": "array", "items": { "type": "string", "minLength": 1 } }, { "type": "string", "minLength": 1 }, { "type": "null" }] }, "names": { "type": ["array", "null"], "items": { "type": "string" }, "uniqueItems": true }, "scheduleEntry": { "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "object", "properties": { "cron": { "type": "string", "minLength": 1 }, "catch_up": { "$ref": "#/$defs/boolean" }, "jitter": { "$ref": "#/$defs/duration" } }, "required": ["cron"], "additionalProperties": false }, { "type": "object", "properties": { "every": { "$ref": "#/$defs/duration" }, "catch_up": { "$ref": "#/$defs/boolean" }, "jitter": { "$ref": "#/$defs/duration" } }, "required": ["every"], "additionalProperties": false }, { "type": "object", "properties": { "calendar": { "type": "string", "minLength": 1 }, "catch_up": { "$ref": "#/$defs/boolean" }, "jitter": { "$ref": "#/$defs/duration" } }, "required": ["calendar"], "additionalProperties": false }] }, "daemon": { "type": ["object", "null"], "additionalProperties": false, "properties": { "description": { "$ref": "#/$defs/oneLine" }, "command": { "$ref": "#/$defs/commandLine" }, "shell": { "type": ["string", "null"], "minLength": 1 }, "launcher": { "anyOf": [{ "enum": ["direct", null] }, { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": { "uv": { "anyOf": [{ "$ref": "#/$defs/path" }, { "type": "object", "properties": { "dir": { "$ref": "#/$defs/path" }, "sync": { "$ref": "#/$defs/boolean" } }, "required": ["dir"], "additionalProperties": false }] }, "venv": { "$ref": "#/$defs/path" }, "node": { "$ref": "#/$defs/path" }, "mise": { "$ref": "#/$defs/path" }, "nix": { "$ref": "#/$defs/path" }, "direnv": { "$ref": "#/$defs/path" } } }] }, "working_directory": { "$ref": "#/$defs/path" }, "env": { "type": ["object", "null"], "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" }, "additionalProperties": { "anyOf": [{ "type": ["string", "number", "boolean", "null"] }, { "type": "object", "properties": { "value": { "type": ["string", "number", "boolean"] }, "public": { "$ref": "#/$defs/boolean" } }, "required": ["value"], "additionalProperties": false }] } }, "env_file": { "anyOf": [{ "type": "array", "items": { "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "object", "properties": { "path": { "type": "string", "minLength": 1 }, "optional": { "$ref": "#/$defs/boolean" } }, "required": ["path"], "additionalProperties": false }] } }, { "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "object", "properties": { "path": { "type": "string", "minLength": 1 }, "optional": { "$ref": "#/$defs/boolean" } }, "required": ["path"], "additionalProperties": false }] }, { "type": "null" }] }, "when": { "enum": ["login", "boot", "manual", null] }, "run_at_start": { "$ref": "#/$defs/boolean" }, "boot": { "type": ["object", "null"], "additionalProperties": false, "properties": { "user": { "type": ["string", "null"], "minLength": 1 }, "group": { "type": ["string", "null"], "minLength": 1 }, "home": { "$ref": "#/$defs/path" }, "as": { "enum": ["user-manager", "system", null] } } }, "type": { "enum": ["simple", "oneshot", "notify", null] }, "restart": { "anyOf": [{ "enum": ["always", "on-failure", "never", null] }, { "type": "object", "additionalProperties": false, "properties": { "policy": { "enum": ["always", "on-failure", "never", null] }, "delay": { "$ref": "#/$defs/duration" }, "burst": { "type": ["integer", "null"], "minimum": 1 }, "window": { "$ref": "#/$defs/duration" } } }] }, "schedule": { "anyOf": [{ "type": "array", "items": { "$ref": "#/$defs/scheduleEntry" }, "minItems": 1 }, { "$ref": "#/$defs/scheduleEntry" }, { "type": "null" }] }, "watch_paths": { "$ref": "#/$defs/pathList" }, "sockets": { "type": ["object", "null"], "propertyNames": { "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, "minProperties": 1, "additionalProperties": { "type": ["object", "null"], "additionalProperties": false, "properties": { "tcp": { "type": ["string", "null"], "pattern": "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$" }, "unix": { "$ref": "#/$defs/path" }, "mode": { "type": ["string", "null"], "pattern": "^0?[0-7]{3}$" } } } }, "after": { "$ref": "#/$defs/names" }, "needs": { "$ref": "#/$defs/names" }, "logs": { "anyOf": [{ "enum": ["files", "journal", "none", null] }, { "type": "object", "additionalProperties": false, "properties": { "stdout": { "$ref": "#/$defs/path" }, "stderr": { "$ref": "#/$defs/path" }, "rotate": { "anyOf": [{ "enum": [false, null] }, { "type": "object", "additionalProperties": false, "properties": { "size": { "$ref": "#/$defs/size" }, "keep": { "type": ["integer", "null"], "minimum": 1, "maximum": 1e3 } } }] } } }] }, "stop": { "type": ["object", "null"], "additionalProperties": false, "properties": { "signal": { "$ref": "#/$defs/signal" }, "timeout": { "$ref": "#/$defs/duration" } } }, "limits": { "type": ["object", "null"], "additionalProperties": false, "properties": { "open_files": { "type": ["integer", "null"], "minimum": 1, "maximum": 1073741816 }, "processes": { "type": ["integer", "null"], "minimum": 1 }, "memory": { "$ref": "#/$defs/size" }, "cpu": { "type": ["string", "number", "null"], "pattern": "^[0-9]+(?:\\.[0-9]+)?%?$", "exclusiveMinimum": 0 }, "nice": { "type": ["integer", "null"], "minimum": -20, "maximum": 19 }, "io": { "enum": ["best-effort", "idle", null] } } }, "priority": { "enum": ["background", "standard", "interactive", null] }, "umask": { "type": ["string", "null"], "pattern": "^0?[0-7]{3}$" }, "reaches": { "enum": ["nothing", "internet", "lan", null] }, "health": { "type": ["object", "null"], "additionalProperties": false, "properties": { "command": { "$ref": "#/$defs/commandLine" }, "http": { "type": ["string", "null"], "pattern": "^https?://[^\\s]+$" }, "tcp": { "type": ["string", "null"], "pattern": "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$" }, "interval": { "$ref": "#/$defs/duration" }, "timeout": { "$ref": "#/$defs/duration" }, "retries": { "type": ["integer", "null"], "minimum": 1 }, "start_period": { "$ref": "#/$defs/duration" } } }, "reload": { "anyOf": [{ "type": "object", "properties": { "signal": { "$ref": "#/$defs/signal" } }, "required": ["signal"], "additionalProperties": false }, { "$ref": "#/$defs/commandLine" }] }, "restart_on": { "$ref": "#/$defs/pathList" }, "reload_on": { "$ref": "#/$defs/pathList" }, "on_change": { "enum": ["restart", "keep", null] }, "enabled": { "$ref": "#/$defs/boolean" }, "only": { "type": ["object", "null"], "additionalProperties": false, "properties": { "os": { "enum": ["linux", "macos", null] }, "host": { "anyOf": [{ "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 }, { "type": "string", "minLength": 1 }, { "type": "null" }] }, "user": { "anyOf": [{ "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 }, { "type": "string", "minLength": 1 }, { "type": "null" }] } } }, "linux": { "$ref": "#/$defs/daemon", "propertyNames": { "not": { "enum": ["linux", "macos"] } } }, "macos": { "$ref": "#/$defs/daemon", "propertyNames": { "not": { "enum": ["linux", "macos"] } } }, "systemd": { "type": ["object", "null"], "propertyNames": { "pattern": "^(?:Unit|Service|Timer|Path|Socket|Install|X-[A-Za-z0-9-]+)$" }, "additionalProperties": { "type": ["object", "null"], "propertyNames": { "pattern": "^[A-Za-z][A-Za-z0-9-]*$" }, "additionalProperties": { "anyOf": [{ "type": "array", "items": { "type": ["string", "number", "boolean"] } }, { "type": ["string", "number", "boolean", "null"] }] } } }, "launchd": { "type": ["object", "null"], "additionalProperties": true } } } } };
var func0 = Object.prototype.hasOwnProperty;
var func64 = require_ucs2length().default;
var pattern4 = new RegExp("^[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.|$)){0,63}$", "u");
var pattern5 = new RegExp("^[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9][A-Za-z0-9-]*)*$", "u");
var schema33 = { "type": ["object", "null"], "additionalProperties": false, "properties": { "description": { "$ref": "#/$defs/oneLine" }, "command": { "$ref": "#/$defs/commandLine" }, "shell": { "type": ["string", "null"], "minLength": 1 }, "launcher": { "anyOf": [{ "enum": ["direct", null] }, { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": { "uv": { "anyOf": [{ "$ref": "#/$defs/path" }, { "type": "object", "properties": { "dir": { "$ref": "#/$defs/path" }, "sync": { "$ref": "#/$defs/boolean" } }, "required": ["dir"], "additionalProperties": false }] }, "venv": { "$ref": "#/$defs/path" }, "node": { "$ref": "#/$defs/path" }, "mise": { "$ref": "#/$defs/path" }, "nix": { "$ref": "#/$defs/path" }, "direnv": { "$ref": "#/$defs/path" } } }] }, "working_directory": { "$ref": "#/$defs/path" }, "env": { "type": ["object", "null"], "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" }, "additionalProperties": { "anyOf": [{ "type": ["string", "number", "boolean", "null"] }, { "type": "object", "properties": { "value": { "type": ["string", "number", "boolean"] }, "public": { "$ref": "#/$defs/boolean" } }, "required": ["value"], "additionalProperties": false }] } }, "env_file": { "anyOf": [{ "type": "array", "items": { "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "object", "properties": { "path": { "type": "string", "minLength": 1 }, "optional": { "$ref": "#/$defs/boolean" } }, "required": ["path"], "additionalProperties": false }] } }, { "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "object", "properties": { "path": { "type": "string", "minLength": 1 }, "optional": { "$ref": "#/$defs/boolean" } }, "required": ["path"], "additionalProperties": false }] }, { "type": "null" }] }, "when": { "enum": ["login", "boot", "manual", null] }, "run_at_start": { "$ref": "#/$defs/boolean" }, "boot": { "type": ["object", "null"], "additionalProperties": false, "properties": { "user": { "type": ["string", "null"], "minLength": 1 }, "group": { "type": ["string", "null"], "minLength": 1 }, "home": { "$ref": "#/$defs/path" }, "as": { "enum": ["user-manager", "system", null] } } }, "type": { "enum": ["simple", "oneshot", "notify", null] }, "restart": { "anyOf": [{ "enum": ["always", "on-failure", "never", null] }, { "type": "object", "additionalProperties": false, "properties": { "policy": { "enum": ["always", "on-failure", "never", null] }, "delay": { "$ref": "#/$defs/duration" }, "burst": { "type": ["integer", "null"], "minimum": 1 }, "window": { "$ref": "#/$defs/duration" } } }] }, "schedule": { "anyOf": [{ "type": "array", "items": { "$ref": "#/$defs/scheduleEntry" }, "minItems": 1 }, { "$ref": "#/$defs/scheduleEntry" }, { "type": "null" }] }, "watch_paths": { "$ref": "#/$defs/pathList" }, "sockets": { "type": ["object", "null"], "propertyNames": { "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, "minProperties": 1, "additionalProperties": { "type": ["object", "null"], "additionalProperties": false, "properties": { "tcp": { "type": ["string", "null"], "pattern": "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$" }, "unix": { "$ref": "#/$defs/path" }, "mode": { "type": ["string", "null"], "pattern": "^0?[0-7]{3}$" } } } }, "after": { "$ref": "#/$defs/names" }, "needs": { "$ref": "#/$defs/names" }, "logs": { "anyOf": [{ "enum": ["files", "journal", "none", null] }, { "type": "object", "additionalProperties": false, "properties": { "stdout": { "$ref": "#/$defs/path" }, "stderr": { "$ref": "#/$defs/path" }, "rotate": { "anyOf": [{ "enum": [false, null] }, { "type": "object", "additionalProperties": false, "properties": { "size": { "$ref": "#/$defs/size" }, "keep": { "type": ["integer", "null"], "minimum": 1, "maximum": 1e3 } } }] } } }] }, "stop": { "type": ["object", "null"], "additionalProperties": false, "properties": { "signal": { "$ref": "#/$defs/signal" }, "timeout": { "$ref": "#/$defs/duration" } } }, "limits": { "type": ["object", "null"], "additionalProperties": false, "properties": { "open_files": { "type": ["integer", "null"], "minimum": 1, "maximum": 1073741816 }, "processes": { "type": ["integer", "null"], "minimum": 1 }, "memory": { "$ref": "#/$defs/size" }, "cpu": { "type": ["string", "number", "null"], "pattern": "^[0-9]+(?:\\.[0-9]+)?%?$", "exclusiveMinimum": 0 }, "nice": { "type": ["integer", "null"], "minimum": -20, "maximum": 19 }, "io": { "enum": ["best-effort", "idle", null] } } }, "priority": { "enum": ["background", "standard", "interactive", null] }, "umask": { "type": ["string", "null"], "pattern": "^0?[0-7]{3}$" }, "reaches": { "enum": ["nothing", "internet", "lan", null] }, "health": { "type": ["object", "null"], "additionalProperties": false, "properties": { "command": { "$ref": "#/$defs/commandLine" }, "http": { "type": ["string", "null"], "pattern": "^https?://[^\\s]+$" }, "tcp": { "type": ["string", "null"], "pattern": "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$" }, "interval": { "$ref": "#/$defs/duration" }, "timeout": { "$ref": "#/$defs/duration" }, "retries": { "type": ["integer", "null"], "minimum": 1 }, "start_period": { "$ref": "#/$defs/duration" } } }, "reload": { "anyOf": [{ "type": "object", "properties": { "signal": { "$ref": "#/$defs/signal" } }, "required": ["signal"], "additionalProperties": false }, { "$ref": "#/$defs/commandLine" }] }, "restart_on": { "$ref": "#/$defs/pathList" }, "reload_on": { "$ref": "#/$defs/pathList" }, "on_change": { "enum": ["restart", "keep", null] }, "enabled": { "$ref": "#/$defs/boolean" }, "only": { "type": ["object", "null"], "additionalProperties": false, "properties": { "os": { "enum": ["linux", "macos", null] }, "host": { "anyOf": [{ "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 }, { "type": "string", "minLength": 1 }, { "type": "null" }] }, "user": { "anyOf": [{ "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 }, { "type": "string", "minLength": 1 }, { "type": "null" }] } } }, "linux": { "$ref": "#/$defs/daemon", "propertyNames": { "not": { "enum": ["linux", "macos"] } } }, "macos": { "$ref": "#/$defs/daemon", "propertyNames": { "not": { "enum": ["linux", "macos"] } } }, "systemd": { "type": ["object", "null"], "propertyNames": { "pattern": "^(?:Unit|Service|Timer|Path|Socket|Install|X-[A-Za-z0-9-]+)$" }, "additionalProperties": { "type": ["object", "null"], "propertyNames": { "pattern": "^[A-Za-z][A-Za-z0-9-]*$" }, "additionalProperties": { "anyOf": [{ "type": "array", "items": { "type": ["string", "number", "boolean"] } }, { "type": ["string", "number", "boolean", "null"] }] } } }, "launchd": { "type": ["object", "null"], "additionalProperties": true } } };
var schema34 = { "type": ["string", "null"] };
var schema35 = { "anyOf": [{ "type": "array", "items": { "type": ["string", "number", "boolean"] }, "minItems": 1 }, { "type": "string", "minLength": 1 }, { "type": "null" }] };
var schema36 = { "type": ["string", "null"], "minLength": 1 };
var schema38 = { "type": ["boolean", "null"] };
var schema50 = { "type": ["string", "number", "null"], "pattern": "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$", "minimum": 0 };
var schema62 = { "type": ["array", "null"], "items": { "type": "string" }, "uniqueItems": true };
var schema66 = { "type": ["string", "integer", "null"], "pattern": "^[0-9]+(?:\\.[0-9]+)?(?:B|[KMGT]i?B?)?$", "minimum": 0 };
var schema67 = { "type": ["string", "null"], "pattern": "^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|SYS)$" };
var pattern6 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
var pattern7 = new RegExp("^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$", "u");
var pattern13 = new RegExp("^[A-Za-z][A-Za-z0-9_-]{0,63}$", "u");
var pattern14 = new RegExp("^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$", "u");
var pattern15 = new RegExp("^0?[0-7]{3}$", "u");
var pattern16 = new RegExp("^[0-9]+(?:\\.[0-9]+)?(?:B|[KMGT]i?B?)?$", "u");
var pattern17 = new RegExp("^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|SYS)$", "u");
var pattern20 = new RegExp("^[0-9]+(?:\\.[0-9]+)?%?$", "u");
var pattern22 = new RegExp("^https?://[^\\s]+$", "u");
var pattern28 = new RegExp("^(?:Unit|Service|Timer|Path|Socket|Install|X-[A-Za-z0-9-]+)$", "u");
var pattern29 = new RegExp("^[A-Za-z][A-Za-z0-9-]*$", "u");
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate22.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  const _errs0 = errors;
  let valid0 = false;
  const _errs1 = errors;
  if (typeof data === "string") {
    if (func64(data) < 1) {
      const err0 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/0/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
  } else {
    const err1 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string" };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  var _valid0 = _errs1 === errors;
  valid0 = valid0 || _valid0;
  const _errs3 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.cron === void 0 || !func0.call(data, "cron")) {
      const err2 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/1/required", keyword: "required", params: { missingProperty: "cron" }, message: "must have required property 'cron'" };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!(key0 === "cron" || key0 === "catch_up" || key0 === "jitter")) {
        const err3 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.cron !== void 0 && func0.call(data, "cron")) {
      let data0 = data.cron;
      if (typeof data0 === "string") {
        if (func64(data0) < 1) {
          const err4 = { instancePath: instancePath + "/cron", schemaPath: "#/$defs/scheduleEntry/anyOf/1/properties/cron/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
      } else {
        const err5 = { instancePath: instancePath + "/cron", schemaPath: "#/$defs/scheduleEntry/anyOf/1/properties/cron/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.catch_up !== void 0 && func0.call(data, "catch_up")) {
      let data1 = data.catch_up;
      if (typeof data1 !== "boolean" && data1 !== null) {
        const err6 = { instancePath: instancePath + "/catch_up", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.jitter !== void 0 && func0.call(data, "jitter")) {
      let data2 = data.jitter;
      if (typeof data2 !== "string" && !(typeof data2 == "number" && isFinite(data2)) && data2 !== null) {
        const err7 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
      if (typeof data2 == "number" && isFinite(data2)) {
        if (data2 < 0 || isNaN(data2)) {
          const err8 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          if (vErrors === null) {
            vErrors = [err8];
          } else {
            vErrors.push(err8);
          }
          errors++;
        }
      }
      if (typeof data2 === "string") {
        if (!pattern7.test(data2)) {
          const err9 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
      }
    }
  } else {
    const err10 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err10];
    } else {
      vErrors.push(err10);
    }
    errors++;
  }
  var _valid0 = _errs3 === errors;
  valid0 = valid0 || _valid0;
  if (_valid0) {
    var props0 = true;
  }
  const _errs14 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.every === void 0 || !func0.call(data, "every")) {
      const err11 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/2/required", keyword: "required", params: { missingProperty: "every" }, message: "must have required property 'every'" };
      if (vErrors === null) {
        vErrors = [err11];
      } else {
        vErrors.push(err11);
      }
      errors++;
    }
    for (const key1 of Object.keys(data)) {
      if (!(key1 === "every" || key1 === "catch_up" || key1 === "jitter")) {
        const err12 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/2/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.every !== void 0 && func0.call(data, "every")) {
      let data3 = data.every;
      if (typeof data3 !== "string" && !(typeof data3 == "number" && isFinite(data3)) && data3 !== null) {
        const err13 = { instancePath: instancePath + "/every", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
        if (vErrors === null) {
          vErrors = [err13];
        } else {
          vErrors.push(err13);
        }
        errors++;
      }
      if (typeof data3 == "number" && isFinite(data3)) {
        if (data3 < 0 || isNaN(data3)) {
          const err14 = { instancePath: instancePath + "/every", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          if (vErrors === null) {
            vErrors = [err14];
          } else {
            vErrors.push(err14);
          }
          errors++;
        }
      }
      if (typeof data3 === "string") {
        if (!pattern7.test(data3)) {
          const err15 = { instancePath: instancePath + "/every", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
          if (vErrors === null) {
            vErrors = [err15];
          } else {
            vErrors.push(err15);
          }
          errors++;
        }
      }
    }
    if (data.catch_up !== void 0 && func0.call(data, "catch_up")) {
      let data4 = data.catch_up;
      if (typeof data4 !== "boolean" && data4 !== null) {
        const err16 = { instancePath: instancePath + "/catch_up", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
    if (data.jitter !== void 0 && func0.call(data, "jitter")) {
      let data5 = data.jitter;
      if (typeof data5 !== "string" && !(typeof data5 == "number" && isFinite(data5)) && data5 !== null) {
        const err17 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
      if (typeof data5 == "number" && isFinite(data5)) {
        if (data5 < 0 || isNaN(data5)) {
          const err18 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          if (vErrors === null) {
            vErrors = [err18];
          } else {
            vErrors.push(err18);
          }
          errors++;
        }
      }
      if (typeof data5 === "string") {
        if (!pattern7.test(data5)) {
          const err19 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
          if (vErrors === null) {
            vErrors = [err19];
          } else {
            vErrors.push(err19);
          }
          errors++;
        }
      }
    }
  } else {
    const err20 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/2/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err20];
    } else {
      vErrors.push(err20);
    }
    errors++;
  }
  var _valid0 = _errs14 === errors;
  valid0 = valid0 || _valid0;
  if (_valid0) {
    if (props0 !== true) {
      props0 = true;
    }
  }
  const _errs26 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.calendar === void 0 || !func0.call(data, "calendar")) {
      const err21 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/3/required", keyword: "required", params: { missingProperty: "calendar" }, message: "must have required property 'calendar'" };
      if (vErrors === null) {
        vErrors = [err21];
      } else {
        vErrors.push(err21);
      }
      errors++;
    }
    for (const key2 of Object.keys(data)) {
      if (!(key2 === "calendar" || key2 === "catch_up" || key2 === "jitter")) {
        const err22 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/3/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err22];
        } else {
          vErrors.push(err22);
        }
        errors++;
      }
    }
    if (data.calendar !== void 0 && func0.call(data, "calendar")) {
      let data6 = data.calendar;
      if (typeof data6 === "string") {
        if (func64(data6) < 1) {
          const err23 = { instancePath: instancePath + "/calendar", schemaPath: "#/$defs/scheduleEntry/anyOf/3/properties/calendar/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err23];
          } else {
            vErrors.push(err23);
          }
          errors++;
        }
      } else {
        const err24 = { instancePath: instancePath + "/calendar", schemaPath: "#/$defs/scheduleEntry/anyOf/3/properties/calendar/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err24];
        } else {
          vErrors.push(err24);
        }
        errors++;
      }
    }
    if (data.catch_up !== void 0 && func0.call(data, "catch_up")) {
      let data7 = data.catch_up;
      if (typeof data7 !== "boolean" && data7 !== null) {
        const err25 = { instancePath: instancePath + "/catch_up", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
        if (vErrors === null) {
          vErrors = [err25];
        } else {
          vErrors.push(err25);
        }
        errors++;
      }
    }
    if (data.jitter !== void 0 && func0.call(data, "jitter")) {
      let data8 = data.jitter;
      if (typeof data8 !== "string" && !(typeof data8 == "number" && isFinite(data8)) && data8 !== null) {
        const err26 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
        if (vErrors === null) {
          vErrors = [err26];
        } else {
          vErrors.push(err26);
        }
        errors++;
      }
      if (typeof data8 == "number" && isFinite(data8)) {
        if (data8 < 0 || isNaN(data8)) {
          const err27 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          if (vErrors === null) {
            vErrors = [err27];
          } else {
            vErrors.push(err27);
          }
          errors++;
        }
      }
      if (typeof data8 === "string") {
        if (!pattern7.test(data8)) {
          const err28 = { instancePath: instancePath + "/jitter", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
          if (vErrors === null) {
            vErrors = [err28];
          } else {
            vErrors.push(err28);
          }
          errors++;
        }
      }
    }
  } else {
    const err29 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf/3/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err29];
    } else {
      vErrors.push(err29);
    }
    errors++;
  }
  var _valid0 = _errs26 === errors;
  valid0 = valid0 || _valid0;
  if (_valid0) {
    if (props0 !== true) {
      props0 = true;
    }
  }
  if (!valid0) {
    const err30 = { instancePath, schemaPath: "#/$defs/scheduleEntry/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
    if (vErrors === null) {
      vErrors = [err30];
    } else {
      vErrors.push(err30);
    }
    errors++;
  } else {
    errors = _errs0;
    if (vErrors !== null) {
      if (_errs0) {
        vErrors.length = _errs0;
      } else {
        vErrors = null;
      }
    }
  }
  validate22.errors = vErrors;
  evaluated0.props = props0;
  return errors === 0;
}
validate22.evaluated = { "dynamicProps": true, "dynamicItems": false };
var wrapper0 = { validate: validate21 };
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate21.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (!(data && typeof data == "object" && !Array.isArray(data)) && data !== null) {
    const err0 = { instancePath, schemaPath: "#/$defs/daemon/type", keyword: "type", params: { type: schema33.type }, message: "must be object,null" };
    if (vErrors === null) {
      vErrors = [err0];
    } else {
      vErrors.push(err0);
    }
    errors++;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 of Object.keys(data)) {
      if (!func0.call(schema33.properties, key0)) {
        const err1 = { instancePath, schemaPath: "#/$defs/daemon/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.description !== void 0 && func0.call(data, "description")) {
      let data0 = data.description;
      if (typeof data0 !== "string" && data0 !== null) {
        const err2 = { instancePath: instancePath + "/description", schemaPath: "#/$defs/oneLine/type", keyword: "type", params: { type: schema34.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.command !== void 0 && func0.call(data, "command")) {
      let data1 = data.command;
      const _errs7 = errors;
      let valid3 = false;
      const _errs8 = errors;
      if (Array.isArray(data1)) {
        if (data1.length < 1) {
          const err3 = { instancePath: instancePath + "/command", schemaPath: "#/$defs/commandLine/anyOf/0/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items" };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
        const len0 = data1.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          if (typeof data2 !== "string" && !(typeof data2 == "number" && isFinite(data2)) && typeof data2 !== "boolean") {
            const err4 = { instancePath: instancePath + "/command/" + i0, schemaPath: "#/$defs/commandLine/anyOf/0/items/type", keyword: "type", params: { type: schema35.anyOf[0].items.type }, message: "must be string,number,boolean" };
            if (vErrors === null) {
              vErrors = [err4];
            } else {
              vErrors.push(err4);
            }
            errors++;
          }
        }
      } else {
        const err5 = { instancePath: instancePath + "/command", schemaPath: "#/$defs/commandLine/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
      var _valid0 = _errs8 === errors;
      valid3 = valid3 || _valid0;
      const _errs12 = errors;
      if (typeof data1 === "string") {
        if (func64(data1) < 1) {
          const err6 = { instancePath: instancePath + "/command", schemaPath: "#/$defs/commandLine/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err6];
          } else {
            vErrors.push(err6);
          }
          errors++;
        }
      } else {
        const err7 = { instancePath: instancePath + "/command", schemaPath: "#/$defs/commandLine/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
      var _valid0 = _errs12 === errors;
      valid3 = valid3 || _valid0;
      const _errs14 = errors;
      if (data1 !== null) {
        const err8 = { instancePath: instancePath + "/command", schemaPath: "#/$defs/commandLine/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
      var _valid0 = _errs14 === errors;
      valid3 = valid3 || _valid0;
      if (!valid3) {
        const err9 = { instancePath: instancePath + "/command", schemaPath: "#/$defs/commandLine/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      } else {
        errors = _errs7;
        if (vErrors !== null) {
          if (_errs7) {
            vErrors.length = _errs7;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.shell !== void 0 && func0.call(data, "shell")) {
      let data3 = data.shell;
      if (typeof data3 !== "string" && data3 !== null) {
        const err10 = { instancePath: instancePath + "/shell", schemaPath: "#/$defs/daemon/properties/shell/type", keyword: "type", params: { type: schema33.properties.shell.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
      if (typeof data3 === "string") {
        if (func64(data3) < 1) {
          const err11 = { instancePath: instancePath + "/shell", schemaPath: "#/$defs/daemon/properties/shell/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err11];
          } else {
            vErrors.push(err11);
          }
          errors++;
        }
      }
    }
    if (data.launcher !== void 0 && func0.call(data, "launcher")) {
      let data4 = data.launcher;
      const _errs19 = errors;
      let valid6 = false;
      const _errs20 = errors;
      if (!(data4 === "direct" || data4 === null)) {
        const err12 = { instancePath: instancePath + "/launcher", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/0/enum", keyword: "enum", params: { allowedValues: schema33.properties.launcher.anyOf[0].enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
      var _valid1 = _errs20 === errors;
      valid6 = valid6 || _valid1;
      const _errs21 = errors;
      if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
        if (Object.keys(data4).length > 1) {
          const err13 = { instancePath: instancePath + "/launcher", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/maxProperties", keyword: "maxProperties", params: { limit: 1 }, message: "must NOT have more than 1 properties" };
          if (vErrors === null) {
            vErrors = [err13];
          } else {
            vErrors.push(err13);
          }
          errors++;
        }
        if (Object.keys(data4).length < 1) {
          const err14 = { instancePath: instancePath + "/launcher", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties" };
          if (vErrors === null) {
            vErrors = [err14];
          } else {
            vErrors.push(err14);
          }
          errors++;
        }
        for (const key1 of Object.keys(data4)) {
          if (!(key1 === "uv" || key1 === "venv" || key1 === "node" || key1 === "mise" || key1 === "nix" || key1 === "direnv")) {
            const err15 = { instancePath: instancePath + "/launcher", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err15];
            } else {
              vErrors.push(err15);
            }
            errors++;
          }
        }
        if (data4.uv !== void 0 && func0.call(data4, "uv")) {
          let data5 = data4.uv;
          const _errs25 = errors;
          let valid8 = false;
          const _errs26 = errors;
          if (typeof data5 !== "string" && data5 !== null) {
            const err16 = { instancePath: instancePath + "/launcher/uv", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err16];
            } else {
              vErrors.push(err16);
            }
            errors++;
          }
          if (typeof data5 === "string") {
            if (func64(data5) < 1) {
              const err17 = { instancePath: instancePath + "/launcher/uv", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err17];
              } else {
                vErrors.push(err17);
              }
              errors++;
            }
          }
          var _valid2 = _errs26 === errors;
          valid8 = valid8 || _valid2;
          const _errs29 = errors;
          if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
            if (data5.dir === void 0 || !func0.call(data5, "dir")) {
              const err18 = { instancePath: instancePath + "/launcher/uv", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/properties/uv/anyOf/1/required", keyword: "required", params: { missingProperty: "dir" }, message: "must have required property 'dir'" };
              if (vErrors === null) {
                vErrors = [err18];
              } else {
                vErrors.push(err18);
              }
              errors++;
            }
            for (const key2 of Object.keys(data5)) {
              if (!(key2 === "dir" || key2 === "sync")) {
                const err19 = { instancePath: instancePath + "/launcher/uv", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/properties/uv/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties" };
                if (vErrors === null) {
                  vErrors = [err19];
                } else {
                  vErrors.push(err19);
                }
                errors++;
              }
            }
            if (data5.dir !== void 0 && func0.call(data5, "dir")) {
              let data6 = data5.dir;
              if (typeof data6 !== "string" && data6 !== null) {
                const err20 = { instancePath: instancePath + "/launcher/uv/dir", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
                if (vErrors === null) {
                  vErrors = [err20];
                } else {
                  vErrors.push(err20);
                }
                errors++;
              }
              if (typeof data6 === "string") {
                if (func64(data6) < 1) {
                  const err21 = { instancePath: instancePath + "/launcher/uv/dir", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
                  if (vErrors === null) {
                    vErrors = [err21];
                  } else {
                    vErrors.push(err21);
                  }
                  errors++;
                }
              }
            }
            if (data5.sync !== void 0 && func0.call(data5, "sync")) {
              let data7 = data5.sync;
              if (typeof data7 !== "boolean" && data7 !== null) {
                const err22 = { instancePath: instancePath + "/launcher/uv/sync", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
                if (vErrors === null) {
                  vErrors = [err22];
                } else {
                  vErrors.push(err22);
                }
                errors++;
              }
            }
          } else {
            const err23 = { instancePath: instancePath + "/launcher/uv", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/properties/uv/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
            if (vErrors === null) {
              vErrors = [err23];
            } else {
              vErrors.push(err23);
            }
            errors++;
          }
          var _valid2 = _errs29 === errors;
          valid8 = valid8 || _valid2;
          if (!valid8) {
            const err24 = { instancePath: instancePath + "/launcher/uv", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/properties/uv/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
            if (vErrors === null) {
              vErrors = [err24];
            } else {
              vErrors.push(err24);
            }
            errors++;
          } else {
            errors = _errs25;
            if (vErrors !== null) {
              if (_errs25) {
                vErrors.length = _errs25;
              } else {
                vErrors = null;
              }
            }
          }
        }
        if (data4.venv !== void 0 && func0.call(data4, "venv")) {
          let data8 = data4.venv;
          if (typeof data8 !== "string" && data8 !== null) {
            const err25 = { instancePath: instancePath + "/launcher/venv", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err25];
            } else {
              vErrors.push(err25);
            }
            errors++;
          }
          if (typeof data8 === "string") {
            if (func64(data8) < 1) {
              const err26 = { instancePath: instancePath + "/launcher/venv", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err26];
              } else {
                vErrors.push(err26);
              }
              errors++;
            }
          }
        }
        if (data4.node !== void 0 && func0.call(data4, "node")) {
          let data9 = data4.node;
          if (typeof data9 !== "string" && data9 !== null) {
            const err27 = { instancePath: instancePath + "/launcher/node", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err27];
            } else {
              vErrors.push(err27);
            }
            errors++;
          }
          if (typeof data9 === "string") {
            if (func64(data9) < 1) {
              const err28 = { instancePath: instancePath + "/launcher/node", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err28];
              } else {
                vErrors.push(err28);
              }
              errors++;
            }
          }
        }
        if (data4.mise !== void 0 && func0.call(data4, "mise")) {
          let data10 = data4.mise;
          if (typeof data10 !== "string" && data10 !== null) {
            const err29 = { instancePath: instancePath + "/launcher/mise", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err29];
            } else {
              vErrors.push(err29);
            }
            errors++;
          }
          if (typeof data10 === "string") {
            if (func64(data10) < 1) {
              const err30 = { instancePath: instancePath + "/launcher/mise", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err30];
              } else {
                vErrors.push(err30);
              }
              errors++;
            }
          }
        }
        if (data4.nix !== void 0 && func0.call(data4, "nix")) {
          let data11 = data4.nix;
          if (typeof data11 !== "string" && data11 !== null) {
            const err31 = { instancePath: instancePath + "/launcher/nix", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err31];
            } else {
              vErrors.push(err31);
            }
            errors++;
          }
          if (typeof data11 === "string") {
            if (func64(data11) < 1) {
              const err32 = { instancePath: instancePath + "/launcher/nix", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err32];
              } else {
                vErrors.push(err32);
              }
              errors++;
            }
          }
        }
        if (data4.direnv !== void 0 && func0.call(data4, "direnv")) {
          let data12 = data4.direnv;
          if (typeof data12 !== "string" && data12 !== null) {
            const err33 = { instancePath: instancePath + "/launcher/direnv", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err33];
            } else {
              vErrors.push(err33);
            }
            errors++;
          }
          if (typeof data12 === "string") {
            if (func64(data12) < 1) {
              const err34 = { instancePath: instancePath + "/launcher/direnv", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err34];
              } else {
                vErrors.push(err34);
              }
              errors++;
            }
          }
        }
      } else {
        const err35 = { instancePath: instancePath + "/launcher", schemaPath: "#/$defs/daemon/properties/launcher/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err35];
        } else {
          vErrors.push(err35);
        }
        errors++;
      }
      var _valid1 = _errs21 === errors;
      valid6 = valid6 || _valid1;
      if (!valid6) {
        const err36 = { instancePath: instancePath + "/launcher", schemaPath: "#/$defs/daemon/properties/launcher/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err36];
        } else {
          vErrors.push(err36);
        }
        errors++;
      } else {
        errors = _errs19;
        if (vErrors !== null) {
          if (_errs19) {
            vErrors.length = _errs19;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.working_directory !== void 0 && func0.call(data, "working_directory")) {
      let data13 = data.working_directory;
      if (typeof data13 !== "string" && data13 !== null) {
        const err37 = { instancePath: instancePath + "/working_directory", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err37];
        } else {
          vErrors.push(err37);
        }
        errors++;
      }
      if (typeof data13 === "string") {
        if (func64(data13) < 1) {
          const err38 = { instancePath: instancePath + "/working_directory", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err38];
          } else {
            vErrors.push(err38);
          }
          errors++;
        }
      }
    }
    if (data.env !== void 0 && func0.call(data, "env")) {
      let data14 = data.env;
      if (!(data14 && typeof data14 == "object" && !Array.isArray(data14)) && data14 !== null) {
        const err39 = { instancePath: instancePath + "/env", schemaPath: "#/$defs/daemon/properties/env/type", keyword: "type", params: { type: schema33.properties.env.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err39];
        } else {
          vErrors.push(err39);
        }
        errors++;
      }
      if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
        for (const key3 of Object.keys(data14)) {
          const _errs58 = errors;
          if (typeof key3 === "string") {
            if (!pattern6.test(key3)) {
              const err40 = { instancePath: instancePath + "/env", schemaPath: "#/$defs/daemon/properties/env/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" }, message: 'must match pattern "^[A-Za-z_][A-Za-z0-9_]*$"', propertyName: key3 };
              if (vErrors === null) {
                vErrors = [err40];
              } else {
                vErrors.push(err40);
              }
              errors++;
            }
          }
          var valid19 = _errs58 === errors;
          if (!valid19) {
            const err41 = { instancePath: instancePath + "/env", schemaPath: "#/$defs/daemon/properties/env/propertyNames", keyword: "propertyNames", params: { propertyName: key3 }, message: "property name must be valid" };
            if (vErrors === null) {
              vErrors = [err41];
            } else {
              vErrors.push(err41);
            }
            errors++;
          }
        }
        for (const key4 of Object.keys(data14)) {
          let data15 = data14[key4];
          const _errs61 = errors;
          let valid21 = false;
          const _errs62 = errors;
          if (typeof data15 !== "string" && !(typeof data15 == "number" && isFinite(data15)) && typeof data15 !== "boolean" && data15 !== null) {
            const err42 = { instancePath: instancePath + "/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/env/additionalProperties/anyOf/0/type", keyword: "type", params: { type: schema33.properties.env.additionalProperties.anyOf[0].type }, message: "must be string,number,boolean,null" };
            if (vErrors === null) {
              vErrors = [err42];
            } else {
              vErrors.push(err42);
            }
            errors++;
          }
          var _valid3 = _errs62 === errors;
          valid21 = valid21 || _valid3;
          const _errs64 = errors;
          if (data15 && typeof data15 == "object" && !Array.isArray(data15)) {
            if (data15.value === void 0 || !func0.call(data15, "value")) {
              const err43 = { instancePath: instancePath + "/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/env/additionalProperties/anyOf/1/required", keyword: "required", params: { missingProperty: "value" }, message: "must have required property 'value'" };
              if (vErrors === null) {
                vErrors = [err43];
              } else {
                vErrors.push(err43);
              }
              errors++;
            }
            for (const key5 of Object.keys(data15)) {
              if (!(key5 === "value" || key5 === "public")) {
                const err44 = { instancePath: instancePath + "/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/env/additionalProperties/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key5 }, message: "must NOT have additional properties" };
                if (vErrors === null) {
                  vErrors = [err44];
                } else {
                  vErrors.push(err44);
                }
                errors++;
              }
            }
            if (data15.value !== void 0 && func0.call(data15, "value")) {
              let data16 = data15.value;
              if (typeof data16 !== "string" && !(typeof data16 == "number" && isFinite(data16)) && typeof data16 !== "boolean") {
                const err45 = { instancePath: instancePath + "/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/value", schemaPath: "#/$defs/daemon/properties/env/additionalProperties/anyOf/1/properties/value/type", keyword: "type", params: { type: schema33.properties.env.additionalProperties.anyOf[1].properties.value.type }, message: "must be string,number,boolean" };
                if (vErrors === null) {
                  vErrors = [err45];
                } else {
                  vErrors.push(err45);
                }
                errors++;
              }
            }
            if (data15.public !== void 0 && func0.call(data15, "public")) {
              let data17 = data15.public;
              if (typeof data17 !== "boolean" && data17 !== null) {
                const err46 = { instancePath: instancePath + "/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/public", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
                if (vErrors === null) {
                  vErrors = [err46];
                } else {
                  vErrors.push(err46);
                }
                errors++;
              }
            }
          } else {
            const err47 = { instancePath: instancePath + "/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/env/additionalProperties/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
            if (vErrors === null) {
              vErrors = [err47];
            } else {
              vErrors.push(err47);
            }
            errors++;
          }
          var _valid3 = _errs64 === errors;
          valid21 = valid21 || _valid3;
          if (!valid21) {
            const err48 = { instancePath: instancePath + "/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/env/additionalProperties/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
            if (vErrors === null) {
              vErrors = [err48];
            } else {
              vErrors.push(err48);
            }
            errors++;
          } else {
            errors = _errs61;
            if (vErrors !== null) {
              if (_errs61) {
                vErrors.length = _errs61;
              } else {
                vErrors = null;
              }
            }
          }
        }
      }
    }
    if (data.env_file !== void 0 && func0.call(data, "env_file")) {
      let data18 = data.env_file;
      const _errs73 = errors;
      let valid24 = false;
      const _errs74 = errors;
      if (Array.isArray(data18)) {
        const len1 = data18.length;
        for (let i1 = 0; i1 < len1; i1++) {
          let data19 = data18[i1];
          const _errs77 = errors;
          let valid27 = false;
          const _errs78 = errors;
          if (typeof data19 === "string") {
            if (func64(data19) < 1) {
              const err49 = { instancePath: instancePath + "/env_file/" + i1, schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf/0/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err49];
              } else {
                vErrors.push(err49);
              }
              errors++;
            }
          } else {
            const err50 = { instancePath: instancePath + "/env_file/" + i1, schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err50];
            } else {
              vErrors.push(err50);
            }
            errors++;
          }
          var _valid5 = _errs78 === errors;
          valid27 = valid27 || _valid5;
          const _errs80 = errors;
          if (data19 && typeof data19 == "object" && !Array.isArray(data19)) {
            if (data19.path === void 0 || !func0.call(data19, "path")) {
              const err51 = { instancePath: instancePath + "/env_file/" + i1, schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf/1/required", keyword: "required", params: { missingProperty: "path" }, message: "must have required property 'path'" };
              if (vErrors === null) {
                vErrors = [err51];
              } else {
                vErrors.push(err51);
              }
              errors++;
            }
            for (const key6 of Object.keys(data19)) {
              if (!(key6 === "path" || key6 === "optional")) {
                const err52 = { instancePath: instancePath + "/env_file/" + i1, schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key6 }, message: "must NOT have additional properties" };
                if (vErrors === null) {
                  vErrors = [err52];
                } else {
                  vErrors.push(err52);
                }
                errors++;
              }
            }
            if (data19.path !== void 0 && func0.call(data19, "path")) {
              let data20 = data19.path;
              if (typeof data20 === "string") {
                if (func64(data20) < 1) {
                  const err53 = { instancePath: instancePath + "/env_file/" + i1 + "/path", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf/1/properties/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
                  if (vErrors === null) {
                    vErrors = [err53];
                  } else {
                    vErrors.push(err53);
                  }
                  errors++;
                }
              } else {
                const err54 = { instancePath: instancePath + "/env_file/" + i1 + "/path", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf/1/properties/path/type", keyword: "type", params: { type: "string" }, message: "must be string" };
                if (vErrors === null) {
                  vErrors = [err54];
                } else {
                  vErrors.push(err54);
                }
                errors++;
              }
            }
            if (data19.optional !== void 0 && func0.call(data19, "optional")) {
              let data21 = data19.optional;
              if (typeof data21 !== "boolean" && data21 !== null) {
                const err55 = { instancePath: instancePath + "/env_file/" + i1 + "/optional", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
                if (vErrors === null) {
                  vErrors = [err55];
                } else {
                  vErrors.push(err55);
                }
                errors++;
              }
            }
          } else {
            const err56 = { instancePath: instancePath + "/env_file/" + i1, schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
            if (vErrors === null) {
              vErrors = [err56];
            } else {
              vErrors.push(err56);
            }
            errors++;
          }
          var _valid5 = _errs80 === errors;
          valid27 = valid27 || _valid5;
          if (!valid27) {
            const err57 = { instancePath: instancePath + "/env_file/" + i1, schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/items/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
            if (vErrors === null) {
              vErrors = [err57];
            } else {
              vErrors.push(err57);
            }
            errors++;
          } else {
            errors = _errs77;
            if (vErrors !== null) {
              if (_errs77) {
                vErrors.length = _errs77;
              } else {
                vErrors = null;
              }
            }
          }
        }
      } else {
        const err58 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err58];
        } else {
          vErrors.push(err58);
        }
        errors++;
      }
      var _valid4 = _errs74 === errors;
      valid24 = valid24 || _valid4;
      const _errs88 = errors;
      const _errs89 = errors;
      let valid30 = false;
      const _errs90 = errors;
      if (typeof data18 === "string") {
        if (func64(data18) < 1) {
          const err59 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf/0/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err59];
          } else {
            vErrors.push(err59);
          }
          errors++;
        }
      } else {
        const err60 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf/0/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err60];
        } else {
          vErrors.push(err60);
        }
        errors++;
      }
      var _valid6 = _errs90 === errors;
      valid30 = valid30 || _valid6;
      const _errs92 = errors;
      if (data18 && typeof data18 == "object" && !Array.isArray(data18)) {
        if (data18.path === void 0 || !func0.call(data18, "path")) {
          const err61 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf/1/required", keyword: "required", params: { missingProperty: "path" }, message: "must have required property 'path'" };
          if (vErrors === null) {
            vErrors = [err61];
          } else {
            vErrors.push(err61);
          }
          errors++;
        }
        for (const key7 of Object.keys(data18)) {
          if (!(key7 === "path" || key7 === "optional")) {
            const err62 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key7 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err62];
            } else {
              vErrors.push(err62);
            }
            errors++;
          }
        }
        if (data18.path !== void 0 && func0.call(data18, "path")) {
          let data22 = data18.path;
          if (typeof data22 === "string") {
            if (func64(data22) < 1) {
              const err63 = { instancePath: instancePath + "/env_file/path", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf/1/properties/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err63];
              } else {
                vErrors.push(err63);
              }
              errors++;
            }
          } else {
            const err64 = { instancePath: instancePath + "/env_file/path", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf/1/properties/path/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err64];
            } else {
              vErrors.push(err64);
            }
            errors++;
          }
        }
        if (data18.optional !== void 0 && func0.call(data18, "optional")) {
          let data23 = data18.optional;
          if (typeof data23 !== "boolean" && data23 !== null) {
            const err65 = { instancePath: instancePath + "/env_file/optional", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
            if (vErrors === null) {
              vErrors = [err65];
            } else {
              vErrors.push(err65);
            }
            errors++;
          }
        }
      } else {
        const err66 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err66];
        } else {
          vErrors.push(err66);
        }
        errors++;
      }
      var _valid6 = _errs92 === errors;
      valid30 = valid30 || _valid6;
      if (!valid30) {
        const err67 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/1/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err67];
        } else {
          vErrors.push(err67);
        }
        errors++;
      } else {
        errors = _errs89;
        if (vErrors !== null) {
          if (_errs89) {
            vErrors.length = _errs89;
          } else {
            vErrors = null;
          }
        }
      }
      var _valid4 = _errs88 === errors;
      valid24 = valid24 || _valid4;
      const _errs100 = errors;
      if (data18 !== null) {
        const err68 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err68];
        } else {
          vErrors.push(err68);
        }
        errors++;
      }
      var _valid4 = _errs100 === errors;
      valid24 = valid24 || _valid4;
      if (!valid24) {
        const err69 = { instancePath: instancePath + "/env_file", schemaPath: "#/$defs/daemon/properties/env_file/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err69];
        } else {
          vErrors.push(err69);
        }
        errors++;
      } else {
        errors = _errs73;
        if (vErrors !== null) {
          if (_errs73) {
            vErrors.length = _errs73;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.when !== void 0 && func0.call(data, "when")) {
      let data24 = data.when;
      if (!(data24 === "login" || data24 === "boot" || data24 === "manual" || data24 === null)) {
        const err70 = { instancePath: instancePath + "/when", schemaPath: "#/$defs/daemon/properties/when/enum", keyword: "enum", params: { allowedValues: schema33.properties.when.enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err70];
        } else {
          vErrors.push(err70);
        }
        errors++;
      }
    }
    if (data.run_at_start !== void 0 && func0.call(data, "run_at_start")) {
      let data25 = data.run_at_start;
      if (typeof data25 !== "boolean" && data25 !== null) {
        const err71 = { instancePath: instancePath + "/run_at_start", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
        if (vErrors === null) {
          vErrors = [err71];
        } else {
          vErrors.push(err71);
        }
        errors++;
      }
    }
    if (data.boot !== void 0 && func0.call(data, "boot")) {
      let data26 = data.boot;
      if (!(data26 && typeof data26 == "object" && !Array.isArray(data26)) && data26 !== null) {
        const err72 = { instancePath: instancePath + "/boot", schemaPath: "#/$defs/daemon/properties/boot/type", keyword: "type", params: { type: schema33.properties.boot.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err72];
        } else {
          vErrors.push(err72);
        }
        errors++;
      }
      if (data26 && typeof data26 == "object" && !Array.isArray(data26)) {
        for (const key8 of Object.keys(data26)) {
          if (!(key8 === "user" || key8 === "group" || key8 === "home" || key8 === "as")) {
            const err73 = { instancePath: instancePath + "/boot", schemaPath: "#/$defs/daemon/properties/boot/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key8 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err73];
            } else {
              vErrors.push(err73);
            }
            errors++;
          }
        }
        if (data26.user !== void 0 && func0.call(data26, "user")) {
          let data27 = data26.user;
          if (typeof data27 !== "string" && data27 !== null) {
            const err74 = { instancePath: instancePath + "/boot/user", schemaPath: "#/$defs/daemon/properties/boot/properties/user/type", keyword: "type", params: { type: schema33.properties.boot.properties.user.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err74];
            } else {
              vErrors.push(err74);
            }
            errors++;
          }
          if (typeof data27 === "string") {
            if (func64(data27) < 1) {
              const err75 = { instancePath: instancePath + "/boot/user", schemaPath: "#/$defs/daemon/properties/boot/properties/user/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err75];
              } else {
                vErrors.push(err75);
              }
              errors++;
            }
          }
        }
        if (data26.group !== void 0 && func0.call(data26, "group")) {
          let data28 = data26.group;
          if (typeof data28 !== "string" && data28 !== null) {
            const err76 = { instancePath: instancePath + "/boot/group", schemaPath: "#/$defs/daemon/properties/boot/properties/group/type", keyword: "type", params: { type: schema33.properties.boot.properties.group.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err76];
            } else {
              vErrors.push(err76);
            }
            errors++;
          }
          if (typeof data28 === "string") {
            if (func64(data28) < 1) {
              const err77 = { instancePath: instancePath + "/boot/group", schemaPath: "#/$defs/daemon/properties/boot/properties/group/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err77];
              } else {
                vErrors.push(err77);
              }
              errors++;
            }
          }
        }
        if (data26.home !== void 0 && func0.call(data26, "home")) {
          let data29 = data26.home;
          if (typeof data29 !== "string" && data29 !== null) {
            const err78 = { instancePath: instancePath + "/boot/home", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err78];
            } else {
              vErrors.push(err78);
            }
            errors++;
          }
          if (typeof data29 === "string") {
            if (func64(data29) < 1) {
              const err79 = { instancePath: instancePath + "/boot/home", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err79];
              } else {
                vErrors.push(err79);
              }
              errors++;
            }
          }
        }
        if (data26.as !== void 0 && func0.call(data26, "as")) {
          let data30 = data26.as;
          if (!(data30 === "user-manager" || data30 === "system" || data30 === null)) {
            const err80 = { instancePath: instancePath + "/boot/as", schemaPath: "#/$defs/daemon/properties/boot/properties/as/enum", keyword: "enum", params: { allowedValues: schema33.properties.boot.properties.as.enum }, message: "must be equal to one of the allowed values" };
            if (vErrors === null) {
              vErrors = [err80];
            } else {
              vErrors.push(err80);
            }
            errors++;
          }
        }
      }
    }
    if (data.type !== void 0 && func0.call(data, "type")) {
      let data31 = data.type;
      if (!(data31 === "simple" || data31 === "oneshot" || data31 === "notify" || data31 === null)) {
        const err81 = { instancePath: instancePath + "/type", schemaPath: "#/$defs/daemon/properties/type/enum", keyword: "enum", params: { allowedValues: schema33.properties.type.enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err81];
        } else {
          vErrors.push(err81);
        }
        errors++;
      }
    }
    if (data.restart !== void 0 && func0.call(data, "restart")) {
      let data32 = data.restart;
      const _errs119 = errors;
      let valid36 = false;
      const _errs120 = errors;
      if (!(data32 === "always" || data32 === "on-failure" || data32 === "never" || data32 === null)) {
        const err82 = { instancePath: instancePath + "/restart", schemaPath: "#/$defs/daemon/properties/restart/anyOf/0/enum", keyword: "enum", params: { allowedValues: schema33.properties.restart.anyOf[0].enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err82];
        } else {
          vErrors.push(err82);
        }
        errors++;
      }
      var _valid7 = _errs120 === errors;
      valid36 = valid36 || _valid7;
      const _errs121 = errors;
      if (data32 && typeof data32 == "object" && !Array.isArray(data32)) {
        for (const key9 of Object.keys(data32)) {
          if (!(key9 === "policy" || key9 === "delay" || key9 === "burst" || key9 === "window")) {
            const err83 = { instancePath: instancePath + "/restart", schemaPath: "#/$defs/daemon/properties/restart/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key9 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err83];
            } else {
              vErrors.push(err83);
            }
            errors++;
          }
        }
        if (data32.policy !== void 0 && func0.call(data32, "policy")) {
          let data33 = data32.policy;
          if (!(data33 === "always" || data33 === "on-failure" || data33 === "never" || data33 === null)) {
            const err84 = { instancePath: instancePath + "/restart/policy", schemaPath: "#/$defs/daemon/properties/restart/anyOf/1/properties/policy/enum", keyword: "enum", params: { allowedValues: schema33.properties.restart.anyOf[1].properties.policy.enum }, message: "must be equal to one of the allowed values" };
            if (vErrors === null) {
              vErrors = [err84];
            } else {
              vErrors.push(err84);
            }
            errors++;
          }
        }
        if (data32.delay !== void 0 && func0.call(data32, "delay")) {
          let data34 = data32.delay;
          if (typeof data34 !== "string" && !(typeof data34 == "number" && isFinite(data34)) && data34 !== null) {
            const err85 = { instancePath: instancePath + "/restart/delay", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
            if (vErrors === null) {
              vErrors = [err85];
            } else {
              vErrors.push(err85);
            }
            errors++;
          }
          if (typeof data34 == "number" && isFinite(data34)) {
            if (data34 < 0 || isNaN(data34)) {
              const err86 = { instancePath: instancePath + "/restart/delay", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
              if (vErrors === null) {
                vErrors = [err86];
              } else {
                vErrors.push(err86);
              }
              errors++;
            }
          }
          if (typeof data34 === "string") {
            if (!pattern7.test(data34)) {
              const err87 = { instancePath: instancePath + "/restart/delay", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
              if (vErrors === null) {
                vErrors = [err87];
              } else {
                vErrors.push(err87);
              }
              errors++;
            }
          }
        }
        if (data32.burst !== void 0 && func0.call(data32, "burst")) {
          let data35 = data32.burst;
          if (!(typeof data35 == "number" && (!(data35 % 1) && !isNaN(data35)) && isFinite(data35)) && data35 !== null) {
            const err88 = { instancePath: instancePath + "/restart/burst", schemaPath: "#/$defs/daemon/properties/restart/anyOf/1/properties/burst/type", keyword: "type", params: { type: schema33.properties.restart.anyOf[1].properties.burst.type }, message: "must be integer,null" };
            if (vErrors === null) {
              vErrors = [err88];
            } else {
              vErrors.push(err88);
            }
            errors++;
          }
          if (typeof data35 == "number" && isFinite(data35)) {
            if (data35 < 1 || isNaN(data35)) {
              const err89 = { instancePath: instancePath + "/restart/burst", schemaPath: "#/$defs/daemon/properties/restart/anyOf/1/properties/burst/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
              if (vErrors === null) {
                vErrors = [err89];
              } else {
                vErrors.push(err89);
              }
              errors++;
            }
          }
        }
        if (data32.window !== void 0 && func0.call(data32, "window")) {
          let data36 = data32.window;
          if (typeof data36 !== "string" && !(typeof data36 == "number" && isFinite(data36)) && data36 !== null) {
            const err90 = { instancePath: instancePath + "/restart/window", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
            if (vErrors === null) {
              vErrors = [err90];
            } else {
              vErrors.push(err90);
            }
            errors++;
          }
          if (typeof data36 == "number" && isFinite(data36)) {
            if (data36 < 0 || isNaN(data36)) {
              const err91 = { instancePath: instancePath + "/restart/window", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
              if (vErrors === null) {
                vErrors = [err91];
              } else {
                vErrors.push(err91);
              }
              errors++;
            }
          }
          if (typeof data36 === "string") {
            if (!pattern7.test(data36)) {
              const err92 = { instancePath: instancePath + "/restart/window", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
              if (vErrors === null) {
                vErrors = [err92];
              } else {
                vErrors.push(err92);
              }
              errors++;
            }
          }
        }
      } else {
        const err93 = { instancePath: instancePath + "/restart", schemaPath: "#/$defs/daemon/properties/restart/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err93];
        } else {
          vErrors.push(err93);
        }
        errors++;
      }
      var _valid7 = _errs121 === errors;
      valid36 = valid36 || _valid7;
      if (!valid36) {
        const err94 = { instancePath: instancePath + "/restart", schemaPath: "#/$defs/daemon/properties/restart/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err94];
        } else {
          vErrors.push(err94);
        }
        errors++;
      } else {
        errors = _errs119;
        if (vErrors !== null) {
          if (_errs119) {
            vErrors.length = _errs119;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.schedule !== void 0 && func0.call(data, "schedule")) {
      let data37 = data.schedule;
      const _errs134 = errors;
      let valid40 = false;
      const _errs135 = errors;
      if (Array.isArray(data37)) {
        if (data37.length < 1) {
          const err95 = { instancePath: instancePath + "/schedule", schemaPath: "#/$defs/daemon/properties/schedule/anyOf/0/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items" };
          if (vErrors === null) {
            vErrors = [err95];
          } else {
            vErrors.push(err95);
          }
          errors++;
        }
        const len2 = data37.length;
        for (let i2 = 0; i2 < len2; i2++) {
          if (!validate22(data37[i2], { instancePath: instancePath + "/schedule/" + i2, parentData: data37, parentDataProperty: i2, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err96 = { instancePath: instancePath + "/schedule", schemaPath: "#/$defs/daemon/properties/schedule/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err96];
        } else {
          vErrors.push(err96);
        }
        errors++;
      }
      var _valid8 = _errs135 === errors;
      valid40 = valid40 || _valid8;
      const _errs138 = errors;
      if (!validate22(data37, { instancePath: instancePath + "/schedule", parentData: data, parentDataProperty: "schedule", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
        errors = vErrors.length;
      }
      var _valid8 = _errs138 === errors;
      valid40 = valid40 || _valid8;
      const _errs139 = errors;
      if (data37 !== null) {
        const err97 = { instancePath: instancePath + "/schedule", schemaPath: "#/$defs/daemon/properties/schedule/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err97];
        } else {
          vErrors.push(err97);
        }
        errors++;
      }
      var _valid8 = _errs139 === errors;
      valid40 = valid40 || _valid8;
      if (!valid40) {
        const err98 = { instancePath: instancePath + "/schedule", schemaPath: "#/$defs/daemon/properties/schedule/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err98];
        } else {
          vErrors.push(err98);
        }
        errors++;
      } else {
        errors = _errs134;
        if (vErrors !== null) {
          if (_errs134) {
            vErrors.length = _errs134;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.watch_paths !== void 0 && func0.call(data, "watch_paths")) {
      let data39 = data.watch_paths;
      const _errs143 = errors;
      let valid44 = false;
      const _errs144 = errors;
      if (Array.isArray(data39)) {
        const len3 = data39.length;
        for (let i3 = 0; i3 < len3; i3++) {
          let data40 = data39[i3];
          if (typeof data40 === "string") {
            if (func64(data40) < 1) {
              const err99 = { instancePath: instancePath + "/watch_paths/" + i3, schemaPath: "#/$defs/pathList/anyOf/0/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err99];
              } else {
                vErrors.push(err99);
              }
              errors++;
            }
          } else {
            const err100 = { instancePath: instancePath + "/watch_paths/" + i3, schemaPath: "#/$defs/pathList/anyOf/0/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err100];
            } else {
              vErrors.push(err100);
            }
            errors++;
          }
        }
      } else {
        const err101 = { instancePath: instancePath + "/watch_paths", schemaPath: "#/$defs/pathList/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err101];
        } else {
          vErrors.push(err101);
        }
        errors++;
      }
      var _valid9 = _errs144 === errors;
      valid44 = valid44 || _valid9;
      const _errs148 = errors;
      if (typeof data39 === "string") {
        if (func64(data39) < 1) {
          const err102 = { instancePath: instancePath + "/watch_paths", schemaPath: "#/$defs/pathList/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err102];
          } else {
            vErrors.push(err102);
          }
          errors++;
        }
      } else {
        const err103 = { instancePath: instancePath + "/watch_paths", schemaPath: "#/$defs/pathList/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err103];
        } else {
          vErrors.push(err103);
        }
        errors++;
      }
      var _valid9 = _errs148 === errors;
      valid44 = valid44 || _valid9;
      const _errs150 = errors;
      if (data39 !== null) {
        const err104 = { instancePath: instancePath + "/watch_paths", schemaPath: "#/$defs/pathList/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err104];
        } else {
          vErrors.push(err104);
        }
        errors++;
      }
      var _valid9 = _errs150 === errors;
      valid44 = valid44 || _valid9;
      if (!valid44) {
        const err105 = { instancePath: instancePath + "/watch_paths", schemaPath: "#/$defs/pathList/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err105];
        } else {
          vErrors.push(err105);
        }
        errors++;
      } else {
        errors = _errs143;
        if (vErrors !== null) {
          if (_errs143) {
            vErrors.length = _errs143;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.sockets !== void 0 && func0.call(data, "sockets")) {
      let data41 = data.sockets;
      if (!(data41 && typeof data41 == "object" && !Array.isArray(data41)) && data41 !== null) {
        const err106 = { instancePath: instancePath + "/sockets", schemaPath: "#/$defs/daemon/properties/sockets/type", keyword: "type", params: { type: schema33.properties.sockets.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err106];
        } else {
          vErrors.push(err106);
        }
        errors++;
      }
      if (data41 && typeof data41 == "object" && !Array.isArray(data41)) {
        if (Object.keys(data41).length < 1) {
          const err107 = { instancePath: instancePath + "/sockets", schemaPath: "#/$defs/daemon/properties/sockets/minProperties", keyword: "minProperties", params: { limit: 1 }, message: "must NOT have fewer than 1 properties" };
          if (vErrors === null) {
            vErrors = [err107];
          } else {
            vErrors.push(err107);
          }
          errors++;
        }
        for (const key10 of Object.keys(data41)) {
          const _errs154 = errors;
          if (typeof key10 === "string") {
            if (!pattern13.test(key10)) {
              const err108 = { instancePath: instancePath + "/sockets", schemaPath: "#/$defs/daemon/properties/sockets/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9_-]{0,63}$"', propertyName: key10 };
              if (vErrors === null) {
                vErrors = [err108];
              } else {
                vErrors.push(err108);
              }
              errors++;
            }
          }
          var valid47 = _errs154 === errors;
          if (!valid47) {
            const err109 = { instancePath: instancePath + "/sockets", schemaPath: "#/$defs/daemon/properties/sockets/propertyNames", keyword: "propertyNames", params: { propertyName: key10 }, message: "property name must be valid" };
            if (vErrors === null) {
              vErrors = [err109];
            } else {
              vErrors.push(err109);
            }
            errors++;
          }
        }
        for (const key11 of Object.keys(data41)) {
          let data42 = data41[key11];
          if (!(data42 && typeof data42 == "object" && !Array.isArray(data42)) && data42 !== null) {
            const err110 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/sockets/additionalProperties/type", keyword: "type", params: { type: schema33.properties.sockets.additionalProperties.type }, message: "must be object,null" };
            if (vErrors === null) {
              vErrors = [err110];
            } else {
              vErrors.push(err110);
            }
            errors++;
          }
          if (data42 && typeof data42 == "object" && !Array.isArray(data42)) {
            for (const key12 of Object.keys(data42)) {
              if (!(key12 === "tcp" || key12 === "unix" || key12 === "mode")) {
                const err111 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/sockets/additionalProperties/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key12 }, message: "must NOT have additional properties" };
                if (vErrors === null) {
                  vErrors = [err111];
                } else {
                  vErrors.push(err111);
                }
                errors++;
              }
            }
            if (data42.tcp !== void 0 && func0.call(data42, "tcp")) {
              let data43 = data42.tcp;
              if (typeof data43 !== "string" && data43 !== null) {
                const err112 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1") + "/tcp", schemaPath: "#/$defs/daemon/properties/sockets/additionalProperties/properties/tcp/type", keyword: "type", params: { type: schema33.properties.sockets.additionalProperties.properties.tcp.type }, message: "must be string,null" };
                if (vErrors === null) {
                  vErrors = [err112];
                } else {
                  vErrors.push(err112);
                }
                errors++;
              }
              if (typeof data43 === "string") {
                if (!pattern14.test(data43)) {
                  const err113 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1") + "/tcp", schemaPath: "#/$defs/daemon/properties/sockets/additionalProperties/properties/tcp/pattern", keyword: "pattern", params: { pattern: "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$" }, message: 'must match pattern "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$"' };
                  if (vErrors === null) {
                    vErrors = [err113];
                  } else {
                    vErrors.push(err113);
                  }
                  errors++;
                }
              }
            }
            if (data42.unix !== void 0 && func0.call(data42, "unix")) {
              let data44 = data42.unix;
              if (typeof data44 !== "string" && data44 !== null) {
                const err114 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1") + "/unix", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
                if (vErrors === null) {
                  vErrors = [err114];
                } else {
                  vErrors.push(err114);
                }
                errors++;
              }
              if (typeof data44 === "string") {
                if (func64(data44) < 1) {
                  const err115 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1") + "/unix", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
                  if (vErrors === null) {
                    vErrors = [err115];
                  } else {
                    vErrors.push(err115);
                  }
                  errors++;
                }
              }
            }
            if (data42.mode !== void 0 && func0.call(data42, "mode")) {
              let data45 = data42.mode;
              if (typeof data45 !== "string" && data45 !== null) {
                const err116 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1") + "/mode", schemaPath: "#/$defs/daemon/properties/sockets/additionalProperties/properties/mode/type", keyword: "type", params: { type: schema33.properties.sockets.additionalProperties.properties.mode.type }, message: "must be string,null" };
                if (vErrors === null) {
                  vErrors = [err116];
                } else {
                  vErrors.push(err116);
                }
                errors++;
              }
              if (typeof data45 === "string") {
                if (!pattern15.test(data45)) {
                  const err117 = { instancePath: instancePath + "/sockets/" + key11.replace(/~/g, "~0").replace(/\//g, "~1") + "/mode", schemaPath: "#/$defs/daemon/properties/sockets/additionalProperties/properties/mode/pattern", keyword: "pattern", params: { pattern: "^0?[0-7]{3}$" }, message: 'must match pattern "^0?[0-7]{3}$"' };
                  if (vErrors === null) {
                    vErrors = [err117];
                  } else {
                    vErrors.push(err117);
                  }
                  errors++;
                }
              }
            }
          }
        }
      }
    }
    if (data.after !== void 0 && func0.call(data, "after")) {
      let data46 = data.after;
      if (!Array.isArray(data46) && data46 !== null) {
        const err118 = { instancePath: instancePath + "/after", schemaPath: "#/$defs/names/type", keyword: "type", params: { type: schema62.type }, message: "must be array,null" };
        if (vErrors === null) {
          vErrors = [err118];
        } else {
          vErrors.push(err118);
        }
        errors++;
      }
      if (Array.isArray(data46)) {
        const len4 = data46.length;
        for (let i4 = 0; i4 < len4; i4++) {
          if (typeof data46[i4] !== "string") {
            const err119 = { instancePath: instancePath + "/after/" + i4, schemaPath: "#/$defs/names/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err119];
            } else {
              vErrors.push(err119);
            }
            errors++;
          }
        }
        let i5 = data46.length;
        let j0;
        if (i5 > 1) {
          const indices0 = {};
          for (; i5--; ) {
            let item0 = data46[i5];
            if (typeof item0 !== "string") {
              continue;
            }
            if (typeof indices0[item0] == "number") {
              j0 = indices0[item0];
              const err120 = { instancePath: instancePath + "/after", schemaPath: "#/$defs/names/uniqueItems", keyword: "uniqueItems", params: { i: i5, j: j0 }, message: "must NOT have duplicate items (items ## " + j0 + " and " + i5 + " are identical)" };
              if (vErrors === null) {
                vErrors = [err120];
              } else {
                vErrors.push(err120);
              }
              errors++;
              break;
            }
            indices0[item0] = i5;
          }
        }
      }
    }
    if (data.needs !== void 0 && func0.call(data, "needs")) {
      let data48 = data.needs;
      if (!Array.isArray(data48) && data48 !== null) {
        const err121 = { instancePath: instancePath + "/needs", schemaPath: "#/$defs/names/type", keyword: "type", params: { type: schema62.type }, message: "must be array,null" };
        if (vErrors === null) {
          vErrors = [err121];
        } else {
          vErrors.push(err121);
        }
        errors++;
      }
      if (Array.isArray(data48)) {
        const len5 = data48.length;
        for (let i6 = 0; i6 < len5; i6++) {
          if (typeof data48[i6] !== "string") {
            const err122 = { instancePath: instancePath + "/needs/" + i6, schemaPath: "#/$defs/names/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err122];
            } else {
              vErrors.push(err122);
            }
            errors++;
          }
        }
        let i7 = data48.length;
        let j1;
        if (i7 > 1) {
          const indices1 = {};
          for (; i7--; ) {
            let item1 = data48[i7];
            if (typeof item1 !== "string") {
              continue;
            }
            if (typeof indices1[item1] == "number") {
              j1 = indices1[item1];
              const err123 = { instancePath: instancePath + "/needs", schemaPath: "#/$defs/names/uniqueItems", keyword: "uniqueItems", params: { i: i7, j: j1 }, message: "must NOT have duplicate items (items ## " + j1 + " and " + i7 + " are identical)" };
              if (vErrors === null) {
                vErrors = [err123];
              } else {
                vErrors.push(err123);
              }
              errors++;
              break;
            }
            indices1[item1] = i7;
          }
        }
      }
    }
    if (data.logs !== void 0 && func0.call(data, "logs")) {
      let data50 = data.logs;
      const _errs177 = errors;
      let valid59 = false;
      const _errs178 = errors;
      if (!(data50 === "files" || data50 === "journal" || data50 === "none" || data50 === null)) {
        const err124 = { instancePath: instancePath + "/logs", schemaPath: "#/$defs/daemon/properties/logs/anyOf/0/enum", keyword: "enum", params: { allowedValues: schema33.properties.logs.anyOf[0].enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err124];
        } else {
          vErrors.push(err124);
        }
        errors++;
      }
      var _valid10 = _errs178 === errors;
      valid59 = valid59 || _valid10;
      const _errs179 = errors;
      if (data50 && typeof data50 == "object" && !Array.isArray(data50)) {
        for (const key13 of Object.keys(data50)) {
          if (!(key13 === "stdout" || key13 === "stderr" || key13 === "rotate")) {
            const err125 = { instancePath: instancePath + "/logs", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key13 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err125];
            } else {
              vErrors.push(err125);
            }
            errors++;
          }
        }
        if (data50.stdout !== void 0 && func0.call(data50, "stdout")) {
          let data51 = data50.stdout;
          if (typeof data51 !== "string" && data51 !== null) {
            const err126 = { instancePath: instancePath + "/logs/stdout", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err126];
            } else {
              vErrors.push(err126);
            }
            errors++;
          }
          if (typeof data51 === "string") {
            if (func64(data51) < 1) {
              const err127 = { instancePath: instancePath + "/logs/stdout", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err127];
              } else {
                vErrors.push(err127);
              }
              errors++;
            }
          }
        }
        if (data50.stderr !== void 0 && func0.call(data50, "stderr")) {
          let data52 = data50.stderr;
          if (typeof data52 !== "string" && data52 !== null) {
            const err128 = { instancePath: instancePath + "/logs/stderr", schemaPath: "#/$defs/path/type", keyword: "type", params: { type: schema36.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err128];
            } else {
              vErrors.push(err128);
            }
            errors++;
          }
          if (typeof data52 === "string") {
            if (func64(data52) < 1) {
              const err129 = { instancePath: instancePath + "/logs/stderr", schemaPath: "#/$defs/path/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err129];
              } else {
                vErrors.push(err129);
              }
              errors++;
            }
          }
        }
        if (data50.rotate !== void 0 && func0.call(data50, "rotate")) {
          let data53 = data50.rotate;
          const _errs189 = errors;
          let valid63 = false;
          const _errs190 = errors;
          if (!(data53 === false || data53 === null)) {
            const err130 = { instancePath: instancePath + "/logs/rotate", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/properties/rotate/anyOf/0/enum", keyword: "enum", params: { allowedValues: schema33.properties.logs.anyOf[1].properties.rotate.anyOf[0].enum }, message: "must be equal to one of the allowed values" };
            if (vErrors === null) {
              vErrors = [err130];
            } else {
              vErrors.push(err130);
            }
            errors++;
          }
          var _valid11 = _errs190 === errors;
          valid63 = valid63 || _valid11;
          const _errs191 = errors;
          if (data53 && typeof data53 == "object" && !Array.isArray(data53)) {
            for (const key14 of Object.keys(data53)) {
              if (!(key14 === "size" || key14 === "keep")) {
                const err131 = { instancePath: instancePath + "/logs/rotate", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/properties/rotate/anyOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key14 }, message: "must NOT have additional properties" };
                if (vErrors === null) {
                  vErrors = [err131];
                } else {
                  vErrors.push(err131);
                }
                errors++;
              }
            }
            if (data53.size !== void 0 && func0.call(data53, "size")) {
              let data54 = data53.size;
              if (typeof data54 !== "string" && !(typeof data54 == "number" && (!(data54 % 1) && !isNaN(data54)) && isFinite(data54)) && data54 !== null) {
                const err132 = { instancePath: instancePath + "/logs/rotate/size", schemaPath: "#/$defs/size/type", keyword: "type", params: { type: schema66.type }, message: "must be string,integer,null" };
                if (vErrors === null) {
                  vErrors = [err132];
                } else {
                  vErrors.push(err132);
                }
                errors++;
              }
              if (typeof data54 == "number" && isFinite(data54)) {
                if (data54 < 0 || isNaN(data54)) {
                  const err133 = { instancePath: instancePath + "/logs/rotate/size", schemaPath: "#/$defs/size/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
                  if (vErrors === null) {
                    vErrors = [err133];
                  } else {
                    vErrors.push(err133);
                  }
                  errors++;
                }
              }
              if (typeof data54 === "string") {
                if (!pattern16.test(data54)) {
                  const err134 = { instancePath: instancePath + "/logs/rotate/size", schemaPath: "#/$defs/size/pattern", keyword: "pattern", params: { pattern: "^[0-9]+(?:\\.[0-9]+)?(?:B|[KMGT]i?B?)?$" }, message: 'must match pattern "^[0-9]+(?:\\.[0-9]+)?(?:B|[KMGT]i?B?)?$"' };
                  if (vErrors === null) {
                    vErrors = [err134];
                  } else {
                    vErrors.push(err134);
                  }
                  errors++;
                }
              }
            }
            if (data53.keep !== void 0 && func0.call(data53, "keep")) {
              let data55 = data53.keep;
              if (!(typeof data55 == "number" && (!(data55 % 1) && !isNaN(data55)) && isFinite(data55)) && data55 !== null) {
                const err135 = { instancePath: instancePath + "/logs/rotate/keep", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/properties/rotate/anyOf/1/properties/keep/type", keyword: "type", params: { type: schema33.properties.logs.anyOf[1].properties.rotate.anyOf[1].properties.keep.type }, message: "must be integer,null" };
                if (vErrors === null) {
                  vErrors = [err135];
                } else {
                  vErrors.push(err135);
                }
                errors++;
              }
              if (typeof data55 == "number" && isFinite(data55)) {
                if (data55 > 1e3 || isNaN(data55)) {
                  const err136 = { instancePath: instancePath + "/logs/rotate/keep", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/properties/rotate/anyOf/1/properties/keep/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e3 }, message: "must be <= 1000" };
                  if (vErrors === null) {
                    vErrors = [err136];
                  } else {
                    vErrors.push(err136);
                  }
                  errors++;
                }
                if (data55 < 1 || isNaN(data55)) {
                  const err137 = { instancePath: instancePath + "/logs/rotate/keep", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/properties/rotate/anyOf/1/properties/keep/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
                  if (vErrors === null) {
                    vErrors = [err137];
                  } else {
                    vErrors.push(err137);
                  }
                  errors++;
                }
              }
            }
          } else {
            const err138 = { instancePath: instancePath + "/logs/rotate", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/properties/rotate/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
            if (vErrors === null) {
              vErrors = [err138];
            } else {
              vErrors.push(err138);
            }
            errors++;
          }
          var _valid11 = _errs191 === errors;
          valid63 = valid63 || _valid11;
          if (!valid63) {
            const err139 = { instancePath: instancePath + "/logs/rotate", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/properties/rotate/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
            if (vErrors === null) {
              vErrors = [err139];
            } else {
              vErrors.push(err139);
            }
            errors++;
          } else {
            errors = _errs189;
            if (vErrors !== null) {
              if (_errs189) {
                vErrors.length = _errs189;
              } else {
                vErrors = null;
              }
            }
          }
        }
      } else {
        const err140 = { instancePath: instancePath + "/logs", schemaPath: "#/$defs/daemon/properties/logs/anyOf/1/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err140];
        } else {
          vErrors.push(err140);
        }
        errors++;
      }
      var _valid10 = _errs179 === errors;
      valid59 = valid59 || _valid10;
      if (!valid59) {
        const err141 = { instancePath: instancePath + "/logs", schemaPath: "#/$defs/daemon/properties/logs/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err141];
        } else {
          vErrors.push(err141);
        }
        errors++;
      } else {
        errors = _errs177;
        if (vErrors !== null) {
          if (_errs177) {
            vErrors.length = _errs177;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.stop !== void 0 && func0.call(data, "stop")) {
      let data56 = data.stop;
      if (!(data56 && typeof data56 == "object" && !Array.isArray(data56)) && data56 !== null) {
        const err142 = { instancePath: instancePath + "/stop", schemaPath: "#/$defs/daemon/properties/stop/type", keyword: "type", params: { type: schema33.properties.stop.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err142];
        } else {
          vErrors.push(err142);
        }
        errors++;
      }
      if (data56 && typeof data56 == "object" && !Array.isArray(data56)) {
        for (const key15 of Object.keys(data56)) {
          if (!(key15 === "signal" || key15 === "timeout")) {
            const err143 = { instancePath: instancePath + "/stop", schemaPath: "#/$defs/daemon/properties/stop/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key15 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err143];
            } else {
              vErrors.push(err143);
            }
            errors++;
          }
        }
        if (data56.signal !== void 0 && func0.call(data56, "signal")) {
          let data57 = data56.signal;
          if (typeof data57 !== "string" && data57 !== null) {
            const err144 = { instancePath: instancePath + "/stop/signal", schemaPath: "#/$defs/signal/type", keyword: "type", params: { type: schema67.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err144];
            } else {
              vErrors.push(err144);
            }
            errors++;
          }
          if (typeof data57 === "string") {
            if (!pattern17.test(data57)) {
              const err145 = { instancePath: instancePath + "/stop/signal", schemaPath: "#/$defs/signal/pattern", keyword: "pattern", params: { pattern: "^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|SYS)$" }, message: 'must match pattern "^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|SYS)$"' };
              if (vErrors === null) {
                vErrors = [err145];
              } else {
                vErrors.push(err145);
              }
              errors++;
            }
          }
        }
        if (data56.timeout !== void 0 && func0.call(data56, "timeout")) {
          let data58 = data56.timeout;
          if (typeof data58 !== "string" && !(typeof data58 == "number" && isFinite(data58)) && data58 !== null) {
            const err146 = { instancePath: instancePath + "/stop/timeout", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
            if (vErrors === null) {
              vErrors = [err146];
            } else {
              vErrors.push(err146);
            }
            errors++;
          }
          if (typeof data58 == "number" && isFinite(data58)) {
            if (data58 < 0 || isNaN(data58)) {
              const err147 = { instancePath: instancePath + "/stop/timeout", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
              if (vErrors === null) {
                vErrors = [err147];
              } else {
                vErrors.push(err147);
              }
              errors++;
            }
          }
          if (typeof data58 === "string") {
            if (!pattern7.test(data58)) {
              const err148 = { instancePath: instancePath + "/stop/timeout", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
              if (vErrors === null) {
                vErrors = [err148];
              } else {
                vErrors.push(err148);
              }
              errors++;
            }
          }
        }
      }
    }
    if (data.limits !== void 0 && func0.call(data, "limits")) {
      let data59 = data.limits;
      if (!(data59 && typeof data59 == "object" && !Array.isArray(data59)) && data59 !== null) {
        const err149 = { instancePath: instancePath + "/limits", schemaPath: "#/$defs/daemon/properties/limits/type", keyword: "type", params: { type: schema33.properties.limits.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err149];
        } else {
          vErrors.push(err149);
        }
        errors++;
      }
      if (data59 && typeof data59 == "object" && !Array.isArray(data59)) {
        for (const key16 of Object.keys(data59)) {
          if (!(key16 === "open_files" || key16 === "processes" || key16 === "memory" || key16 === "cpu" || key16 === "nice" || key16 === "io")) {
            const err150 = { instancePath: instancePath + "/limits", schemaPath: "#/$defs/daemon/properties/limits/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key16 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err150];
            } else {
              vErrors.push(err150);
            }
            errors++;
          }
        }
        if (data59.open_files !== void 0 && func0.call(data59, "open_files")) {
          let data60 = data59.open_files;
          if (!(typeof data60 == "number" && (!(data60 % 1) && !isNaN(data60)) && isFinite(data60)) && data60 !== null) {
            const err151 = { instancePath: instancePath + "/limits/open_files", schemaPath: "#/$defs/daemon/properties/limits/properties/open_files/type", keyword: "type", params: { type: schema33.properties.limits.properties.open_files.type }, message: "must be integer,null" };
            if (vErrors === null) {
              vErrors = [err151];
            } else {
              vErrors.push(err151);
            }
            errors++;
          }
          if (typeof data60 == "number" && isFinite(data60)) {
            if (data60 > 1073741816 || isNaN(data60)) {
              const err152 = { instancePath: instancePath + "/limits/open_files", schemaPath: "#/$defs/daemon/properties/limits/properties/open_files/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1073741816 }, message: "must be <= 1073741816" };
              if (vErrors === null) {
                vErrors = [err152];
              } else {
                vErrors.push(err152);
              }
              errors++;
            }
            if (data60 < 1 || isNaN(data60)) {
              const err153 = { instancePath: instancePath + "/limits/open_files", schemaPath: "#/$defs/daemon/properties/limits/properties/open_files/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
              if (vErrors === null) {
                vErrors = [err153];
              } else {
                vErrors.push(err153);
              }
              errors++;
            }
          }
        }
        if (data59.processes !== void 0 && func0.call(data59, "processes")) {
          let data61 = data59.processes;
          if (!(typeof data61 == "number" && (!(data61 % 1) && !isNaN(data61)) && isFinite(data61)) && data61 !== null) {
            const err154 = { instancePath: instancePath + "/limits/processes", schemaPath: "#/$defs/daemon/properties/limits/properties/processes/type", keyword: "type", params: { type: schema33.properties.limits.properties.processes.type }, message: "must be integer,null" };
            if (vErrors === null) {
              vErrors = [err154];
            } else {
              vErrors.push(err154);
            }
            errors++;
          }
          if (typeof data61 == "number" && isFinite(data61)) {
            if (data61 < 1 || isNaN(data61)) {
              const err155 = { instancePath: instancePath + "/limits/processes", schemaPath: "#/$defs/daemon/properties/limits/properties/processes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
              if (vErrors === null) {
                vErrors = [err155];
              } else {
                vErrors.push(err155);
              }
              errors++;
            }
          }
        }
        if (data59.memory !== void 0 && func0.call(data59, "memory")) {
          let data62 = data59.memory;
          if (typeof data62 !== "string" && !(typeof data62 == "number" && (!(data62 % 1) && !isNaN(data62)) && isFinite(data62)) && data62 !== null) {
            const err156 = { instancePath: instancePath + "/limits/memory", schemaPath: "#/$defs/size/type", keyword: "type", params: { type: schema66.type }, message: "must be string,integer,null" };
            if (vErrors === null) {
              vErrors = [err156];
            } else {
              vErrors.push(err156);
            }
            errors++;
          }
          if (typeof data62 == "number" && isFinite(data62)) {
            if (data62 < 0 || isNaN(data62)) {
              const err157 = { instancePath: instancePath + "/limits/memory", schemaPath: "#/$defs/size/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
              if (vErrors === null) {
                vErrors = [err157];
              } else {
                vErrors.push(err157);
              }
              errors++;
            }
          }
          if (typeof data62 === "string") {
            if (!pattern16.test(data62)) {
              const err158 = { instancePath: instancePath + "/limits/memory", schemaPath: "#/$defs/size/pattern", keyword: "pattern", params: { pattern: "^[0-9]+(?:\\.[0-9]+)?(?:B|[KMGT]i?B?)?$" }, message: 'must match pattern "^[0-9]+(?:\\.[0-9]+)?(?:B|[KMGT]i?B?)?$"' };
              if (vErrors === null) {
                vErrors = [err158];
              } else {
                vErrors.push(err158);
              }
              errors++;
            }
          }
        }
        if (data59.cpu !== void 0 && func0.call(data59, "cpu")) {
          let data63 = data59.cpu;
          if (typeof data63 !== "string" && !(typeof data63 == "number" && isFinite(data63)) && data63 !== null) {
            const err159 = { instancePath: instancePath + "/limits/cpu", schemaPath: "#/$defs/daemon/properties/limits/properties/cpu/type", keyword: "type", params: { type: schema33.properties.limits.properties.cpu.type }, message: "must be string,number,null" };
            if (vErrors === null) {
              vErrors = [err159];
            } else {
              vErrors.push(err159);
            }
            errors++;
          }
          if (typeof data63 == "number" && isFinite(data63)) {
            if (data63 <= 0 || isNaN(data63)) {
              const err160 = { instancePath: instancePath + "/limits/cpu", schemaPath: "#/$defs/daemon/properties/limits/properties/cpu/exclusiveMinimum", keyword: "exclusiveMinimum", params: { comparison: ">", limit: 0 }, message: "must be > 0" };
              if (vErrors === null) {
                vErrors = [err160];
              } else {
                vErrors.push(err160);
              }
              errors++;
            }
          }
          if (typeof data63 === "string") {
            if (!pattern20.test(data63)) {
              const err161 = { instancePath: instancePath + "/limits/cpu", schemaPath: "#/$defs/daemon/properties/limits/properties/cpu/pattern", keyword: "pattern", params: { pattern: "^[0-9]+(?:\\.[0-9]+)?%?$" }, message: 'must match pattern "^[0-9]+(?:\\.[0-9]+)?%?$"' };
              if (vErrors === null) {
                vErrors = [err161];
              } else {
                vErrors.push(err161);
              }
              errors++;
            }
          }
        }
        if (data59.nice !== void 0 && func0.call(data59, "nice")) {
          let data64 = data59.nice;
          if (!(typeof data64 == "number" && (!(data64 % 1) && !isNaN(data64)) && isFinite(data64)) && data64 !== null) {
            const err162 = { instancePath: instancePath + "/limits/nice", schemaPath: "#/$defs/daemon/properties/limits/properties/nice/type", keyword: "type", params: { type: schema33.properties.limits.properties.nice.type }, message: "must be integer,null" };
            if (vErrors === null) {
              vErrors = [err162];
            } else {
              vErrors.push(err162);
            }
            errors++;
          }
          if (typeof data64 == "number" && isFinite(data64)) {
            if (data64 > 19 || isNaN(data64)) {
              const err163 = { instancePath: instancePath + "/limits/nice", schemaPath: "#/$defs/daemon/properties/limits/properties/nice/maximum", keyword: "maximum", params: { comparison: "<=", limit: 19 }, message: "must be <= 19" };
              if (vErrors === null) {
                vErrors = [err163];
              } else {
                vErrors.push(err163);
              }
              errors++;
            }
            if (data64 < -20 || isNaN(data64)) {
              const err164 = { instancePath: instancePath + "/limits/nice", schemaPath: "#/$defs/daemon/properties/limits/properties/nice/minimum", keyword: "minimum", params: { comparison: ">=", limit: -20 }, message: "must be >= -20" };
              if (vErrors === null) {
                vErrors = [err164];
              } else {
                vErrors.push(err164);
              }
              errors++;
            }
          }
        }
        if (data59.io !== void 0 && func0.call(data59, "io")) {
          let data65 = data59.io;
          if (!(data65 === "best-effort" || data65 === "idle" || data65 === null)) {
            const err165 = { instancePath: instancePath + "/limits/io", schemaPath: "#/$defs/daemon/properties/limits/properties/io/enum", keyword: "enum", params: { allowedValues: schema33.properties.limits.properties.io.enum }, message: "must be equal to one of the allowed values" };
            if (vErrors === null) {
              vErrors = [err165];
            } else {
              vErrors.push(err165);
            }
            errors++;
          }
        }
      }
    }
    if (data.priority !== void 0 && func0.call(data, "priority")) {
      let data66 = data.priority;
      if (!(data66 === "background" || data66 === "standard" || data66 === "interactive" || data66 === null)) {
        const err166 = { instancePath: instancePath + "/priority", schemaPath: "#/$defs/daemon/properties/priority/enum", keyword: "enum", params: { allowedValues: schema33.properties.priority.enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err166];
        } else {
          vErrors.push(err166);
        }
        errors++;
      }
    }
    if (data.umask !== void 0 && func0.call(data, "umask")) {
      let data67 = data.umask;
      if (typeof data67 !== "string" && data67 !== null) {
        const err167 = { instancePath: instancePath + "/umask", schemaPath: "#/$defs/daemon/properties/umask/type", keyword: "type", params: { type: schema33.properties.umask.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err167];
        } else {
          vErrors.push(err167);
        }
        errors++;
      }
      if (typeof data67 === "string") {
        if (!pattern15.test(data67)) {
          const err168 = { instancePath: instancePath + "/umask", schemaPath: "#/$defs/daemon/properties/umask/pattern", keyword: "pattern", params: { pattern: "^0?[0-7]{3}$" }, message: 'must match pattern "^0?[0-7]{3}$"' };
          if (vErrors === null) {
            vErrors = [err168];
          } else {
            vErrors.push(err168);
          }
          errors++;
        }
      }
    }
    if (data.reaches !== void 0 && func0.call(data, "reaches")) {
      let data68 = data.reaches;
      if (!(data68 === "nothing" || data68 === "internet" || data68 === "lan" || data68 === null)) {
        const err169 = { instancePath: instancePath + "/reaches", schemaPath: "#/$defs/daemon/properties/reaches/enum", keyword: "enum", params: { allowedValues: schema33.properties.reaches.enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err169];
        } else {
          vErrors.push(err169);
        }
        errors++;
      }
    }
    if (data.health !== void 0 && func0.call(data, "health")) {
      let data69 = data.health;
      if (!(data69 && typeof data69 == "object" && !Array.isArray(data69)) && data69 !== null) {
        const err170 = { instancePath: instancePath + "/health", schemaPath: "#/$defs/daemon/properties/health/type", keyword: "type", params: { type: schema33.properties.health.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err170];
        } else {
          vErrors.push(err170);
        }
        errors++;
      }
      if (data69 && typeof data69 == "object" && !Array.isArray(data69)) {
        for (const key17 of Object.keys(data69)) {
          if (!(key17 === "command" || key17 === "http" || key17 === "tcp" || key17 === "interval" || key17 === "timeout" || key17 === "retries" || key17 === "start_period")) {
            const err171 = { instancePath: instancePath + "/health", schemaPath: "#/$defs/daemon/properties/health/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key17 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err171];
            } else {
              vErrors.push(err171);
            }
            errors++;
          }
        }
        if (data69.command !== void 0 && func0.call(data69, "command")) {
          let data70 = data69.command;
          const _errs232 = errors;
          let valid73 = false;
          const _errs233 = errors;
          if (Array.isArray(data70)) {
            if (data70.length < 1) {
              const err172 = { instancePath: instancePath + "/health/command", schemaPath: "#/$defs/commandLine/anyOf/0/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items" };
              if (vErrors === null) {
                vErrors = [err172];
              } else {
                vErrors.push(err172);
              }
              errors++;
            }
            const len6 = data70.length;
            for (let i8 = 0; i8 < len6; i8++) {
              let data71 = data70[i8];
              if (typeof data71 !== "string" && !(typeof data71 == "number" && isFinite(data71)) && typeof data71 !== "boolean") {
                const err173 = { instancePath: instancePath + "/health/command/" + i8, schemaPath: "#/$defs/commandLine/anyOf/0/items/type", keyword: "type", params: { type: schema35.anyOf[0].items.type }, message: "must be string,number,boolean" };
                if (vErrors === null) {
                  vErrors = [err173];
                } else {
                  vErrors.push(err173);
                }
                errors++;
              }
            }
          } else {
            const err174 = { instancePath: instancePath + "/health/command", schemaPath: "#/$defs/commandLine/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
            if (vErrors === null) {
              vErrors = [err174];
            } else {
              vErrors.push(err174);
            }
            errors++;
          }
          var _valid12 = _errs233 === errors;
          valid73 = valid73 || _valid12;
          const _errs237 = errors;
          if (typeof data70 === "string") {
            if (func64(data70) < 1) {
              const err175 = { instancePath: instancePath + "/health/command", schemaPath: "#/$defs/commandLine/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err175];
              } else {
                vErrors.push(err175);
              }
              errors++;
            }
          } else {
            const err176 = { instancePath: instancePath + "/health/command", schemaPath: "#/$defs/commandLine/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err176];
            } else {
              vErrors.push(err176);
            }
            errors++;
          }
          var _valid12 = _errs237 === errors;
          valid73 = valid73 || _valid12;
          const _errs239 = errors;
          if (data70 !== null) {
            const err177 = { instancePath: instancePath + "/health/command", schemaPath: "#/$defs/commandLine/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
            if (vErrors === null) {
              vErrors = [err177];
            } else {
              vErrors.push(err177);
            }
            errors++;
          }
          var _valid12 = _errs239 === errors;
          valid73 = valid73 || _valid12;
          if (!valid73) {
            const err178 = { instancePath: instancePath + "/health/command", schemaPath: "#/$defs/commandLine/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
            if (vErrors === null) {
              vErrors = [err178];
            } else {
              vErrors.push(err178);
            }
            errors++;
          } else {
            errors = _errs232;
            if (vErrors !== null) {
              if (_errs232) {
                vErrors.length = _errs232;
              } else {
                vErrors = null;
              }
            }
          }
        }
        if (data69.http !== void 0 && func0.call(data69, "http")) {
          let data72 = data69.http;
          if (typeof data72 !== "string" && data72 !== null) {
            const err179 = { instancePath: instancePath + "/health/http", schemaPath: "#/$defs/daemon/properties/health/properties/http/type", keyword: "type", params: { type: schema33.properties.health.properties.http.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err179];
            } else {
              vErrors.push(err179);
            }
            errors++;
          }
          if (typeof data72 === "string") {
            if (!pattern22.test(data72)) {
              const err180 = { instancePath: instancePath + "/health/http", schemaPath: "#/$defs/daemon/properties/health/properties/http/pattern", keyword: "pattern", params: { pattern: "^https?://[^\\s]+$" }, message: 'must match pattern "^https?://[^\\s]+$"' };
              if (vErrors === null) {
                vErrors = [err180];
              } else {
                vErrors.push(err180);
              }
              errors++;
            }
          }
        }
        if (data69.tcp !== void 0 && func0.call(data69, "tcp")) {
          let data73 = data69.tcp;
          if (typeof data73 !== "string" && data73 !== null) {
            const err181 = { instancePath: instancePath + "/health/tcp", schemaPath: "#/$defs/daemon/properties/health/properties/tcp/type", keyword: "type", params: { type: schema33.properties.health.properties.tcp.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err181];
            } else {
              vErrors.push(err181);
            }
            errors++;
          }
          if (typeof data73 === "string") {
            if (!pattern14.test(data73)) {
              const err182 = { instancePath: instancePath + "/health/tcp", schemaPath: "#/$defs/daemon/properties/health/properties/tcp/pattern", keyword: "pattern", params: { pattern: "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$" }, message: 'must match pattern "^(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]+):[0-9]{1,5}$"' };
              if (vErrors === null) {
                vErrors = [err182];
              } else {
                vErrors.push(err182);
              }
              errors++;
            }
          }
        }
        if (data69.interval !== void 0 && func0.call(data69, "interval")) {
          let data74 = data69.interval;
          if (typeof data74 !== "string" && !(typeof data74 == "number" && isFinite(data74)) && data74 !== null) {
            const err183 = { instancePath: instancePath + "/health/interval", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
            if (vErrors === null) {
              vErrors = [err183];
            } else {
              vErrors.push(err183);
            }
            errors++;
          }
          if (typeof data74 == "number" && isFinite(data74)) {
            if (data74 < 0 || isNaN(data74)) {
              const err184 = { instancePath: instancePath + "/health/interval", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
              if (vErrors === null) {
                vErrors = [err184];
              } else {
                vErrors.push(err184);
              }
              errors++;
            }
          }
          if (typeof data74 === "string") {
            if (!pattern7.test(data74)) {
              const err185 = { instancePath: instancePath + "/health/interval", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
              if (vErrors === null) {
                vErrors = [err185];
              } else {
                vErrors.push(err185);
              }
              errors++;
            }
          }
        }
        if (data69.timeout !== void 0 && func0.call(data69, "timeout")) {
          let data75 = data69.timeout;
          if (typeof data75 !== "string" && !(typeof data75 == "number" && isFinite(data75)) && data75 !== null) {
            const err186 = { instancePath: instancePath + "/health/timeout", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
            if (vErrors === null) {
              vErrors = [err186];
            } else {
              vErrors.push(err186);
            }
            errors++;
          }
          if (typeof data75 == "number" && isFinite(data75)) {
            if (data75 < 0 || isNaN(data75)) {
              const err187 = { instancePath: instancePath + "/health/timeout", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
              if (vErrors === null) {
                vErrors = [err187];
              } else {
                vErrors.push(err187);
              }
              errors++;
            }
          }
          if (typeof data75 === "string") {
            if (!pattern7.test(data75)) {
              const err188 = { instancePath: instancePath + "/health/timeout", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
              if (vErrors === null) {
                vErrors = [err188];
              } else {
                vErrors.push(err188);
              }
              errors++;
            }
          }
        }
        if (data69.retries !== void 0 && func0.call(data69, "retries")) {
          let data76 = data69.retries;
          if (!(typeof data76 == "number" && (!(data76 % 1) && !isNaN(data76)) && isFinite(data76)) && data76 !== null) {
            const err189 = { instancePath: instancePath + "/health/retries", schemaPath: "#/$defs/daemon/properties/health/properties/retries/type", keyword: "type", params: { type: schema33.properties.health.properties.retries.type }, message: "must be integer,null" };
            if (vErrors === null) {
              vErrors = [err189];
            } else {
              vErrors.push(err189);
            }
            errors++;
          }
          if (typeof data76 == "number" && isFinite(data76)) {
            if (data76 < 1 || isNaN(data76)) {
              const err190 = { instancePath: instancePath + "/health/retries", schemaPath: "#/$defs/daemon/properties/health/properties/retries/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
              if (vErrors === null) {
                vErrors = [err190];
              } else {
                vErrors.push(err190);
              }
              errors++;
            }
          }
        }
        if (data69.start_period !== void 0 && func0.call(data69, "start_period")) {
          let data77 = data69.start_period;
          if (typeof data77 !== "string" && !(typeof data77 == "number" && isFinite(data77)) && data77 !== null) {
            const err191 = { instancePath: instancePath + "/health/start_period", schemaPath: "#/$defs/duration/type", keyword: "type", params: { type: schema50.type }, message: "must be string,number,null" };
            if (vErrors === null) {
              vErrors = [err191];
            } else {
              vErrors.push(err191);
            }
            errors++;
          }
          if (typeof data77 == "number" && isFinite(data77)) {
            if (data77 < 0 || isNaN(data77)) {
              const err192 = { instancePath: instancePath + "/health/start_period", schemaPath: "#/$defs/duration/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
              if (vErrors === null) {
                vErrors = [err192];
              } else {
                vErrors.push(err192);
              }
              errors++;
            }
          }
          if (typeof data77 === "string") {
            if (!pattern7.test(data77)) {
              const err193 = { instancePath: instancePath + "/health/start_period", schemaPath: "#/$defs/duration/pattern", keyword: "pattern", params: { pattern: "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$" }, message: 'must match pattern "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d|w))+$|^[0-9]+(?:\\.[0-9]+)?$"' };
              if (vErrors === null) {
                vErrors = [err193];
              } else {
                vErrors.push(err193);
              }
              errors++;
            }
          }
        }
      }
    }
    if (data.reload !== void 0 && func0.call(data, "reload")) {
      let data78 = data.reload;
      const _errs257 = errors;
      let valid79 = false;
      const _errs258 = errors;
      if (data78 && typeof data78 == "object" && !Array.isArray(data78)) {
        if (data78.signal === void 0 || !func0.call(data78, "signal")) {
          const err194 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/daemon/properties/reload/anyOf/0/required", keyword: "required", params: { missingProperty: "signal" }, message: "must have required property 'signal'" };
          if (vErrors === null) {
            vErrors = [err194];
          } else {
            vErrors.push(err194);
          }
          errors++;
        }
        for (const key18 of Object.keys(data78)) {
          if (!(key18 === "signal")) {
            const err195 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/daemon/properties/reload/anyOf/0/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key18 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err195];
            } else {
              vErrors.push(err195);
            }
            errors++;
          }
        }
        if (data78.signal !== void 0 && func0.call(data78, "signal")) {
          let data79 = data78.signal;
          if (typeof data79 !== "string" && data79 !== null) {
            const err196 = { instancePath: instancePath + "/reload/signal", schemaPath: "#/$defs/signal/type", keyword: "type", params: { type: schema67.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err196];
            } else {
              vErrors.push(err196);
            }
            errors++;
          }
          if (typeof data79 === "string") {
            if (!pattern17.test(data79)) {
              const err197 = { instancePath: instancePath + "/reload/signal", schemaPath: "#/$defs/signal/pattern", keyword: "pattern", params: { pattern: "^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|SYS)$" }, message: 'must match pattern "^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|SYS)$"' };
              if (vErrors === null) {
                vErrors = [err197];
              } else {
                vErrors.push(err197);
              }
              errors++;
            }
          }
        }
      } else {
        const err198 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/daemon/properties/reload/anyOf/0/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err198];
        } else {
          vErrors.push(err198);
        }
        errors++;
      }
      var _valid13 = _errs258 === errors;
      valid79 = valid79 || _valid13;
      const _errs264 = errors;
      const _errs266 = errors;
      let valid83 = false;
      const _errs267 = errors;
      if (Array.isArray(data78)) {
        if (data78.length < 1) {
          const err199 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/commandLine/anyOf/0/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items" };
          if (vErrors === null) {
            vErrors = [err199];
          } else {
            vErrors.push(err199);
          }
          errors++;
        }
        const len7 = data78.length;
        for (let i9 = 0; i9 < len7; i9++) {
          let data80 = data78[i9];
          if (typeof data80 !== "string" && !(typeof data80 == "number" && isFinite(data80)) && typeof data80 !== "boolean") {
            const err200 = { instancePath: instancePath + "/reload/" + i9, schemaPath: "#/$defs/commandLine/anyOf/0/items/type", keyword: "type", params: { type: schema35.anyOf[0].items.type }, message: "must be string,number,boolean" };
            if (vErrors === null) {
              vErrors = [err200];
            } else {
              vErrors.push(err200);
            }
            errors++;
          }
        }
      } else {
        const err201 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/commandLine/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err201];
        } else {
          vErrors.push(err201);
        }
        errors++;
      }
      var _valid14 = _errs267 === errors;
      valid83 = valid83 || _valid14;
      const _errs271 = errors;
      if (typeof data78 === "string") {
        if (func64(data78) < 1) {
          const err202 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/commandLine/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err202];
          } else {
            vErrors.push(err202);
          }
          errors++;
        }
      } else {
        const err203 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/commandLine/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err203];
        } else {
          vErrors.push(err203);
        }
        errors++;
      }
      var _valid14 = _errs271 === errors;
      valid83 = valid83 || _valid14;
      const _errs273 = errors;
      if (data78 !== null) {
        const err204 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/commandLine/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err204];
        } else {
          vErrors.push(err204);
        }
        errors++;
      }
      var _valid14 = _errs273 === errors;
      valid83 = valid83 || _valid14;
      if (!valid83) {
        const err205 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/commandLine/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err205];
        } else {
          vErrors.push(err205);
        }
        errors++;
      } else {
        errors = _errs266;
        if (vErrors !== null) {
          if (_errs266) {
            vErrors.length = _errs266;
          } else {
            vErrors = null;
          }
        }
      }
      var _valid13 = _errs264 === errors;
      valid79 = valid79 || _valid13;
      if (!valid79) {
        const err206 = { instancePath: instancePath + "/reload", schemaPath: "#/$defs/daemon/properties/reload/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err206];
        } else {
          vErrors.push(err206);
        }
        errors++;
      } else {
        errors = _errs257;
        if (vErrors !== null) {
          if (_errs257) {
            vErrors.length = _errs257;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.restart_on !== void 0 && func0.call(data, "restart_on")) {
      let data81 = data.restart_on;
      const _errs277 = errors;
      let valid87 = false;
      const _errs278 = errors;
      if (Array.isArray(data81)) {
        const len8 = data81.length;
        for (let i10 = 0; i10 < len8; i10++) {
          let data82 = data81[i10];
          if (typeof data82 === "string") {
            if (func64(data82) < 1) {
              const err207 = { instancePath: instancePath + "/restart_on/" + i10, schemaPath: "#/$defs/pathList/anyOf/0/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err207];
              } else {
                vErrors.push(err207);
              }
              errors++;
            }
          } else {
            const err208 = { instancePath: instancePath + "/restart_on/" + i10, schemaPath: "#/$defs/pathList/anyOf/0/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err208];
            } else {
              vErrors.push(err208);
            }
            errors++;
          }
        }
      } else {
        const err209 = { instancePath: instancePath + "/restart_on", schemaPath: "#/$defs/pathList/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err209];
        } else {
          vErrors.push(err209);
        }
        errors++;
      }
      var _valid15 = _errs278 === errors;
      valid87 = valid87 || _valid15;
      const _errs282 = errors;
      if (typeof data81 === "string") {
        if (func64(data81) < 1) {
          const err210 = { instancePath: instancePath + "/restart_on", schemaPath: "#/$defs/pathList/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err210];
          } else {
            vErrors.push(err210);
          }
          errors++;
        }
      } else {
        const err211 = { instancePath: instancePath + "/restart_on", schemaPath: "#/$defs/pathList/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err211];
        } else {
          vErrors.push(err211);
        }
        errors++;
      }
      var _valid15 = _errs282 === errors;
      valid87 = valid87 || _valid15;
      const _errs284 = errors;
      if (data81 !== null) {
        const err212 = { instancePath: instancePath + "/restart_on", schemaPath: "#/$defs/pathList/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err212];
        } else {
          vErrors.push(err212);
        }
        errors++;
      }
      var _valid15 = _errs284 === errors;
      valid87 = valid87 || _valid15;
      if (!valid87) {
        const err213 = { instancePath: instancePath + "/restart_on", schemaPath: "#/$defs/pathList/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err213];
        } else {
          vErrors.push(err213);
        }
        errors++;
      } else {
        errors = _errs277;
        if (vErrors !== null) {
          if (_errs277) {
            vErrors.length = _errs277;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.reload_on !== void 0 && func0.call(data, "reload_on")) {
      let data83 = data.reload_on;
      const _errs288 = errors;
      let valid91 = false;
      const _errs289 = errors;
      if (Array.isArray(data83)) {
        const len9 = data83.length;
        for (let i11 = 0; i11 < len9; i11++) {
          let data84 = data83[i11];
          if (typeof data84 === "string") {
            if (func64(data84) < 1) {
              const err214 = { instancePath: instancePath + "/reload_on/" + i11, schemaPath: "#/$defs/pathList/anyOf/0/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err214];
              } else {
                vErrors.push(err214);
              }
              errors++;
            }
          } else {
            const err215 = { instancePath: instancePath + "/reload_on/" + i11, schemaPath: "#/$defs/pathList/anyOf/0/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err215];
            } else {
              vErrors.push(err215);
            }
            errors++;
          }
        }
      } else {
        const err216 = { instancePath: instancePath + "/reload_on", schemaPath: "#/$defs/pathList/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err216];
        } else {
          vErrors.push(err216);
        }
        errors++;
      }
      var _valid16 = _errs289 === errors;
      valid91 = valid91 || _valid16;
      const _errs293 = errors;
      if (typeof data83 === "string") {
        if (func64(data83) < 1) {
          const err217 = { instancePath: instancePath + "/reload_on", schemaPath: "#/$defs/pathList/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err217];
          } else {
            vErrors.push(err217);
          }
          errors++;
        }
      } else {
        const err218 = { instancePath: instancePath + "/reload_on", schemaPath: "#/$defs/pathList/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err218];
        } else {
          vErrors.push(err218);
        }
        errors++;
      }
      var _valid16 = _errs293 === errors;
      valid91 = valid91 || _valid16;
      const _errs295 = errors;
      if (data83 !== null) {
        const err219 = { instancePath: instancePath + "/reload_on", schemaPath: "#/$defs/pathList/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err219];
        } else {
          vErrors.push(err219);
        }
        errors++;
      }
      var _valid16 = _errs295 === errors;
      valid91 = valid91 || _valid16;
      if (!valid91) {
        const err220 = { instancePath: instancePath + "/reload_on", schemaPath: "#/$defs/pathList/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err220];
        } else {
          vErrors.push(err220);
        }
        errors++;
      } else {
        errors = _errs288;
        if (vErrors !== null) {
          if (_errs288) {
            vErrors.length = _errs288;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.on_change !== void 0 && func0.call(data, "on_change")) {
      let data85 = data.on_change;
      if (!(data85 === "restart" || data85 === "keep" || data85 === null)) {
        const err221 = { instancePath: instancePath + "/on_change", schemaPath: "#/$defs/daemon/properties/on_change/enum", keyword: "enum", params: { allowedValues: schema33.properties.on_change.enum }, message: "must be equal to one of the allowed values" };
        if (vErrors === null) {
          vErrors = [err221];
        } else {
          vErrors.push(err221);
        }
        errors++;
      }
    }
    if (data.enabled !== void 0 && func0.call(data, "enabled")) {
      let data86 = data.enabled;
      if (typeof data86 !== "boolean" && data86 !== null) {
        const err222 = { instancePath: instancePath + "/enabled", schemaPath: "#/$defs/boolean/type", keyword: "type", params: { type: schema38.type }, message: "must be boolean,null" };
        if (vErrors === null) {
          vErrors = [err222];
        } else {
          vErrors.push(err222);
        }
        errors++;
      }
    }
    if (data.only !== void 0 && func0.call(data, "only")) {
      let data87 = data.only;
      if (!(data87 && typeof data87 == "object" && !Array.isArray(data87)) && data87 !== null) {
        const err223 = { instancePath: instancePath + "/only", schemaPath: "#/$defs/daemon/properties/only/type", keyword: "type", params: { type: schema33.properties.only.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err223];
        } else {
          vErrors.push(err223);
        }
        errors++;
      }
      if (data87 && typeof data87 == "object" && !Array.isArray(data87)) {
        for (const key19 of Object.keys(data87)) {
          if (!(key19 === "os" || key19 === "host" || key19 === "user")) {
            const err224 = { instancePath: instancePath + "/only", schemaPath: "#/$defs/daemon/properties/only/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key19 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err224];
            } else {
              vErrors.push(err224);
            }
            errors++;
          }
        }
        if (data87.os !== void 0 && func0.call(data87, "os")) {
          let data88 = data87.os;
          if (!(data88 === "linux" || data88 === "macos" || data88 === null)) {
            const err225 = { instancePath: instancePath + "/only/os", schemaPath: "#/$defs/daemon/properties/only/properties/os/enum", keyword: "enum", params: { allowedValues: schema33.properties.only.properties.os.enum }, message: "must be equal to one of the allowed values" };
            if (vErrors === null) {
              vErrors = [err225];
            } else {
              vErrors.push(err225);
            }
            errors++;
          }
        }
        if (data87.host !== void 0 && func0.call(data87, "host")) {
          let data89 = data87.host;
          const _errs306 = errors;
          let valid96 = false;
          const _errs307 = errors;
          if (Array.isArray(data89)) {
            if (data89.length < 1) {
              const err226 = { instancePath: instancePath + "/only/host", schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf/0/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items" };
              if (vErrors === null) {
                vErrors = [err226];
              } else {
                vErrors.push(err226);
              }
              errors++;
            }
            const len10 = data89.length;
            for (let i12 = 0; i12 < len10; i12++) {
              let data90 = data89[i12];
              if (typeof data90 === "string") {
                if (func64(data90) < 1) {
                  const err227 = { instancePath: instancePath + "/only/host/" + i12, schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf/0/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
                  if (vErrors === null) {
                    vErrors = [err227];
                  } else {
                    vErrors.push(err227);
                  }
                  errors++;
                }
              } else {
                const err228 = { instancePath: instancePath + "/only/host/" + i12, schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf/0/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
                if (vErrors === null) {
                  vErrors = [err228];
                } else {
                  vErrors.push(err228);
                }
                errors++;
              }
            }
          } else {
            const err229 = { instancePath: instancePath + "/only/host", schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
            if (vErrors === null) {
              vErrors = [err229];
            } else {
              vErrors.push(err229);
            }
            errors++;
          }
          var _valid17 = _errs307 === errors;
          valid96 = valid96 || _valid17;
          const _errs311 = errors;
          if (typeof data89 === "string") {
            if (func64(data89) < 1) {
              const err230 = { instancePath: instancePath + "/only/host", schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err230];
              } else {
                vErrors.push(err230);
              }
              errors++;
            }
          } else {
            const err231 = { instancePath: instancePath + "/only/host", schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err231];
            } else {
              vErrors.push(err231);
            }
            errors++;
          }
          var _valid17 = _errs311 === errors;
          valid96 = valid96 || _valid17;
          const _errs313 = errors;
          if (data89 !== null) {
            const err232 = { instancePath: instancePath + "/only/host", schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
            if (vErrors === null) {
              vErrors = [err232];
            } else {
              vErrors.push(err232);
            }
            errors++;
          }
          var _valid17 = _errs313 === errors;
          valid96 = valid96 || _valid17;
          if (!valid96) {
            const err233 = { instancePath: instancePath + "/only/host", schemaPath: "#/$defs/daemon/properties/only/properties/host/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
            if (vErrors === null) {
              vErrors = [err233];
            } else {
              vErrors.push(err233);
            }
            errors++;
          } else {
            errors = _errs306;
            if (vErrors !== null) {
              if (_errs306) {
                vErrors.length = _errs306;
              } else {
                vErrors = null;
              }
            }
          }
        }
        if (data87.user !== void 0 && func0.call(data87, "user")) {
          let data91 = data87.user;
          const _errs316 = errors;
          let valid99 = false;
          const _errs317 = errors;
          if (Array.isArray(data91)) {
            if (data91.length < 1) {
              const err234 = { instancePath: instancePath + "/only/user", schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf/0/minItems", keyword: "minItems", params: { limit: 1 }, message: "must NOT have fewer than 1 items" };
              if (vErrors === null) {
                vErrors = [err234];
              } else {
                vErrors.push(err234);
              }
              errors++;
            }
            const len11 = data91.length;
            for (let i13 = 0; i13 < len11; i13++) {
              let data92 = data91[i13];
              if (typeof data92 === "string") {
                if (func64(data92) < 1) {
                  const err235 = { instancePath: instancePath + "/only/user/" + i13, schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf/0/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
                  if (vErrors === null) {
                    vErrors = [err235];
                  } else {
                    vErrors.push(err235);
                  }
                  errors++;
                }
              } else {
                const err236 = { instancePath: instancePath + "/only/user/" + i13, schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf/0/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
                if (vErrors === null) {
                  vErrors = [err236];
                } else {
                  vErrors.push(err236);
                }
                errors++;
              }
            }
          } else {
            const err237 = { instancePath: instancePath + "/only/user", schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
            if (vErrors === null) {
              vErrors = [err237];
            } else {
              vErrors.push(err237);
            }
            errors++;
          }
          var _valid18 = _errs317 === errors;
          valid99 = valid99 || _valid18;
          const _errs321 = errors;
          if (typeof data91 === "string") {
            if (func64(data91) < 1) {
              const err238 = { instancePath: instancePath + "/only/user", schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err238];
              } else {
                vErrors.push(err238);
              }
              errors++;
            }
          } else {
            const err239 = { instancePath: instancePath + "/only/user", schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err239];
            } else {
              vErrors.push(err239);
            }
            errors++;
          }
          var _valid18 = _errs321 === errors;
          valid99 = valid99 || _valid18;
          const _errs323 = errors;
          if (data91 !== null) {
            const err240 = { instancePath: instancePath + "/only/user", schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
            if (vErrors === null) {
              vErrors = [err240];
            } else {
              vErrors.push(err240);
            }
            errors++;
          }
          var _valid18 = _errs323 === errors;
          valid99 = valid99 || _valid18;
          if (!valid99) {
            const err241 = { instancePath: instancePath + "/only/user", schemaPath: "#/$defs/daemon/properties/only/properties/user/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
            if (vErrors === null) {
              vErrors = [err241];
            } else {
              vErrors.push(err241);
            }
            errors++;
          } else {
            errors = _errs316;
            if (vErrors !== null) {
              if (_errs316) {
                vErrors.length = _errs316;
              } else {
                vErrors = null;
              }
            }
          }
        }
      }
    }
    if (data.linux !== void 0 && func0.call(data, "linux")) {
      let data93 = data.linux;
      if (!wrapper0.validate(data93, { instancePath: instancePath + "/linux", parentData: data, parentDataProperty: "linux", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? wrapper0.validate.errors : vErrors.concat(wrapper0.validate.errors);
        errors = vErrors.length;
      }
      if (data93 && typeof data93 == "object" && !Array.isArray(data93)) {
        for (const key20 of Object.keys(data93)) {
          const _errs326 = errors;
          const _errs327 = errors;
          const _errs328 = errors;
          if (!(key20 === "linux" || key20 === "macos")) {
            const err242 = {};
            if (vErrors === null) {
              vErrors = [err242];
            } else {
              vErrors.push(err242);
            }
            errors++;
          }
          var valid103 = _errs328 === errors;
          if (valid103) {
            const err243 = { instancePath: instancePath + "/linux", schemaPath: "#/$defs/daemon/properties/linux/propertyNames/not", keyword: "not", params: {}, message: "must NOT be valid", propertyName: key20 };
            if (vErrors === null) {
              vErrors = [err243];
            } else {
              vErrors.push(err243);
            }
            errors++;
          } else {
            errors = _errs327;
            if (vErrors !== null) {
              if (_errs327) {
                vErrors.length = _errs327;
              } else {
                vErrors = null;
              }
            }
          }
          var valid102 = _errs326 === errors;
          if (!valid102) {
            const err244 = { instancePath: instancePath + "/linux", schemaPath: "#/$defs/daemon/properties/linux/propertyNames", keyword: "propertyNames", params: { propertyName: key20 }, message: "property name must be valid" };
            if (vErrors === null) {
              vErrors = [err244];
            } else {
              vErrors.push(err244);
            }
            errors++;
          }
        }
      }
    }
    if (data.macos !== void 0 && func0.call(data, "macos")) {
      let data94 = data.macos;
      if (!wrapper0.validate(data94, { instancePath: instancePath + "/macos", parentData: data, parentDataProperty: "macos", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? wrapper0.validate.errors : vErrors.concat(wrapper0.validate.errors);
        errors = vErrors.length;
      }
      if (data94 && typeof data94 == "object" && !Array.isArray(data94)) {
        for (const key21 of Object.keys(data94)) {
          const _errs330 = errors;
          const _errs331 = errors;
          const _errs332 = errors;
          if (!(key21 === "linux" || key21 === "macos")) {
            const err245 = {};
            if (vErrors === null) {
              vErrors = [err245];
            } else {
              vErrors.push(err245);
            }
            errors++;
          }
          var valid105 = _errs332 === errors;
          if (valid105) {
            const err246 = { instancePath: instancePath + "/macos", schemaPath: "#/$defs/daemon/properties/macos/propertyNames/not", keyword: "not", params: {}, message: "must NOT be valid", propertyName: key21 };
            if (vErrors === null) {
              vErrors = [err246];
            } else {
              vErrors.push(err246);
            }
            errors++;
          } else {
            errors = _errs331;
            if (vErrors !== null) {
              if (_errs331) {
                vErrors.length = _errs331;
              } else {
                vErrors = null;
              }
            }
          }
          var valid104 = _errs330 === errors;
          if (!valid104) {
            const err247 = { instancePath: instancePath + "/macos", schemaPath: "#/$defs/daemon/properties/macos/propertyNames", keyword: "propertyNames", params: { propertyName: key21 }, message: "property name must be valid" };
            if (vErrors === null) {
              vErrors = [err247];
            } else {
              vErrors.push(err247);
            }
            errors++;
          }
        }
      }
    }
    if (data.systemd !== void 0 && func0.call(data, "systemd")) {
      let data95 = data.systemd;
      if (!(data95 && typeof data95 == "object" && !Array.isArray(data95)) && data95 !== null) {
        const err248 = { instancePath: instancePath + "/systemd", schemaPath: "#/$defs/daemon/properties/systemd/type", keyword: "type", params: { type: schema33.properties.systemd.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err248];
        } else {
          vErrors.push(err248);
        }
        errors++;
      }
      if (data95 && typeof data95 == "object" && !Array.isArray(data95)) {
        for (const key22 of Object.keys(data95)) {
          const _errs335 = errors;
          if (typeof key22 === "string") {
            if (!pattern28.test(key22)) {
              const err249 = { instancePath: instancePath + "/systemd", schemaPath: "#/$defs/daemon/properties/systemd/propertyNames/pattern", keyword: "pattern", params: { pattern: "^(?:Unit|Service|Timer|Path|Socket|Install|X-[A-Za-z0-9-]+)$" }, message: 'must match pattern "^(?:Unit|Service|Timer|Path|Socket|Install|X-[A-Za-z0-9-]+)$"', propertyName: key22 };
              if (vErrors === null) {
                vErrors = [err249];
              } else {
                vErrors.push(err249);
              }
              errors++;
            }
          }
          var valid106 = _errs335 === errors;
          if (!valid106) {
            const err250 = { instancePath: instancePath + "/systemd", schemaPath: "#/$defs/daemon/properties/systemd/propertyNames", keyword: "propertyNames", params: { propertyName: key22 }, message: "property name must be valid" };
            if (vErrors === null) {
              vErrors = [err250];
            } else {
              vErrors.push(err250);
            }
            errors++;
          }
        }
        for (const key23 of Object.keys(data95)) {
          let data96 = data95[key23];
          if (!(data96 && typeof data96 == "object" && !Array.isArray(data96)) && data96 !== null) {
            const err251 = { instancePath: instancePath + "/systemd/" + key23.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/systemd/additionalProperties/type", keyword: "type", params: { type: schema33.properties.systemd.additionalProperties.type }, message: "must be object,null" };
            if (vErrors === null) {
              vErrors = [err251];
            } else {
              vErrors.push(err251);
            }
            errors++;
          }
          if (data96 && typeof data96 == "object" && !Array.isArray(data96)) {
            for (const key24 of Object.keys(data96)) {
              const _errs339 = errors;
              if (typeof key24 === "string") {
                if (!pattern29.test(key24)) {
                  const err252 = { instancePath: instancePath + "/systemd/" + key23.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/systemd/additionalProperties/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9-]*$" }, message: 'must match pattern "^[A-Za-z][A-Za-z0-9-]*$"', propertyName: key24 };
                  if (vErrors === null) {
                    vErrors = [err252];
                  } else {
                    vErrors.push(err252);
                  }
                  errors++;
                }
              }
              var valid108 = _errs339 === errors;
              if (!valid108) {
                const err253 = { instancePath: instancePath + "/systemd/" + key23.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/systemd/additionalProperties/propertyNames", keyword: "propertyNames", params: { propertyName: key24 }, message: "property name must be valid" };
                if (vErrors === null) {
                  vErrors = [err253];
                } else {
                  vErrors.push(err253);
                }
                errors++;
              }
            }
            for (const key25 of Object.keys(data96)) {
              let data97 = data96[key25];
              const _errs342 = errors;
              let valid110 = false;
              const _errs343 = errors;
              if (Array.isArray(data97)) {
                const len12 = data97.length;
                for (let i14 = 0; i14 < len12; i14++) {
                  let data98 = data97[i14];
                  if (typeof data98 !== "string" && !(typeof data98 == "number" && isFinite(data98)) && typeof data98 !== "boolean") {
                    const err254 = { instancePath: instancePath + "/systemd/" + key23.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key25.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i14, schemaPath: "#/$defs/daemon/properties/systemd/additionalProperties/additionalProperties/anyOf/0/items/type", keyword: "type", params: { type: schema33.properties.systemd.additionalProperties.additionalProperties.anyOf[0].items.type }, message: "must be string,number,boolean" };
                    if (vErrors === null) {
                      vErrors = [err254];
                    } else {
                      vErrors.push(err254);
                    }
                    errors++;
                  }
                }
              } else {
                const err255 = { instancePath: instancePath + "/systemd/" + key23.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key25.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/systemd/additionalProperties/additionalProperties/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
                if (vErrors === null) {
                  vErrors = [err255];
                } else {
                  vErrors.push(err255);
                }
                errors++;
              }
              var _valid19 = _errs343 === errors;
              valid110 = valid110 || _valid19;
              const _errs347 = errors;
              if (typeof data97 !== "string" && !(typeof data97 == "number" && isFinite(data97)) && typeof data97 !== "boolean" && data97 !== null) {
                const err256 = { instancePath: instancePath + "/systemd/" + key23.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key25.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/systemd/additionalProperties/additionalProperties/anyOf/1/type", keyword: "type", params: { type: schema33.properties.systemd.additionalProperties.additionalProperties.anyOf[1].type }, message: "must be string,number,boolean,null" };
                if (vErrors === null) {
                  vErrors = [err256];
                } else {
                  vErrors.push(err256);
                }
                errors++;
              }
              var _valid19 = _errs347 === errors;
              valid110 = valid110 || _valid19;
              if (!valid110) {
                const err257 = { instancePath: instancePath + "/systemd/" + key23.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key25.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/$defs/daemon/properties/systemd/additionalProperties/additionalProperties/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
                if (vErrors === null) {
                  vErrors = [err257];
                } else {
                  vErrors.push(err257);
                }
                errors++;
              } else {
                errors = _errs342;
                if (vErrors !== null) {
                  if (_errs342) {
                    vErrors.length = _errs342;
                  } else {
                    vErrors = null;
                  }
                }
              }
            }
          }
        }
      }
    }
    if (data.launchd !== void 0 && func0.call(data, "launchd")) {
      let data99 = data.launchd;
      if (!(data99 && typeof data99 == "object" && !Array.isArray(data99)) && data99 !== null) {
        const err258 = { instancePath: instancePath + "/launchd", schemaPath: "#/$defs/daemon/properties/launchd/type", keyword: "type", params: { type: schema33.properties.launchd.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err258];
        } else {
          vErrors.push(err258);
        }
        errors++;
      }
    }
  }
  validate21.errors = vErrors;
  return errors === 0;
}
validate21.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
function validate20(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  ;
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate20.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.version === void 0 || !func0.call(data, "version")) {
      const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "version" }, message: "must have required property 'version'" };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!(key0 === "version" || key0 === "namespace" || key0 === "label_prefix" || key0 === "include" || key0 === "defaults" || key0 === "daemons")) {
        const err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.version !== void 0 && func0.call(data, "version")) {
      if (1 !== data.version) {
        const err2 = { instancePath: instancePath + "/version", schemaPath: "#/properties/version/const", keyword: "const", params: { allowedValue: 1 }, message: "must be equal to constant" };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.namespace !== void 0 && func0.call(data, "namespace")) {
      let data1 = data.namespace;
      if (typeof data1 === "string") {
        if (!pattern4.test(data1)) {
          const err3 = { instancePath: instancePath + "/namespace", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.|$)){0,63}$" }, message: 'must match pattern "^[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.|$)){0,63}$"' };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
      } else {
        const err4 = { instancePath: instancePath + "/namespace", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.label_prefix !== void 0 && func0.call(data, "label_prefix")) {
      let data2 = data.label_prefix;
      if (typeof data2 === "string") {
        if (func64(data2) > 128) {
          const err5 = { instancePath: instancePath + "/label_prefix", schemaPath: "#/properties/label_prefix/maxLength", keyword: "maxLength", params: { limit: 128 }, message: "must NOT have more than 128 characters" };
          if (vErrors === null) {
            vErrors = [err5];
          } else {
            vErrors.push(err5);
          }
          errors++;
        }
        if (!pattern5.test(data2)) {
          const err6 = { instancePath: instancePath + "/label_prefix", schemaPath: "#/properties/label_prefix/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9][A-Za-z0-9-]*)*$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9][A-Za-z0-9-]*)*$"' };
          if (vErrors === null) {
            vErrors = [err6];
          } else {
            vErrors.push(err6);
          }
          errors++;
        }
      } else {
        const err7 = { instancePath: instancePath + "/label_prefix", schemaPath: "#/properties/label_prefix/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.include !== void 0 && func0.call(data, "include")) {
      let data3 = data.include;
      const _errs9 = errors;
      let valid2 = false;
      const _errs10 = errors;
      if (Array.isArray(data3)) {
        const len0 = data3.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data4 = data3[i0];
          if (typeof data4 === "string") {
            if (func64(data4) < 1) {
              const err8 = { instancePath: instancePath + "/include/" + i0, schemaPath: "#/properties/include/anyOf/0/items/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
              if (vErrors === null) {
                vErrors = [err8];
              } else {
                vErrors.push(err8);
              }
              errors++;
            }
          } else {
            const err9 = { instancePath: instancePath + "/include/" + i0, schemaPath: "#/properties/include/anyOf/0/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err9];
            } else {
              vErrors.push(err9);
            }
            errors++;
          }
        }
      } else {
        const err10 = { instancePath: instancePath + "/include", schemaPath: "#/properties/include/anyOf/0/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
      var _valid0 = _errs10 === errors;
      valid2 = valid2 || _valid0;
      const _errs14 = errors;
      if (typeof data3 === "string") {
        if (func64(data3) < 1) {
          const err11 = { instancePath: instancePath + "/include", schemaPath: "#/properties/include/anyOf/1/minLength", keyword: "minLength", params: { limit: 1 }, message: "must NOT have fewer than 1 characters" };
          if (vErrors === null) {
            vErrors = [err11];
          } else {
            vErrors.push(err11);
          }
          errors++;
        }
      } else {
        const err12 = { instancePath: instancePath + "/include", schemaPath: "#/properties/include/anyOf/1/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
      var _valid0 = _errs14 === errors;
      valid2 = valid2 || _valid0;
      const _errs16 = errors;
      if (data3 !== null) {
        const err13 = { instancePath: instancePath + "/include", schemaPath: "#/properties/include/anyOf/2/type", keyword: "type", params: { type: "null" }, message: "must be null" };
        if (vErrors === null) {
          vErrors = [err13];
        } else {
          vErrors.push(err13);
        }
        errors++;
      }
      var _valid0 = _errs16 === errors;
      valid2 = valid2 || _valid0;
      if (!valid2) {
        const err14 = { instancePath: instancePath + "/include", schemaPath: "#/properties/include/anyOf", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        if (vErrors === null) {
          vErrors = [err14];
        } else {
          vErrors.push(err14);
        }
        errors++;
      } else {
        errors = _errs9;
        if (vErrors !== null) {
          if (_errs9) {
            vErrors.length = _errs9;
          } else {
            vErrors = null;
          }
        }
      }
    }
    if (data.defaults !== void 0 && func0.call(data, "defaults")) {
      let data5 = data.defaults;
      if (!validate21(data5, { instancePath: instancePath + "/defaults", parentData: data, parentDataProperty: "defaults", rootData, dynamicAnchors })) {
        vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
        errors = vErrors.length;
      }
      if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
        for (const key1 of Object.keys(data5)) {
          const _errs19 = errors;
          const _errs20 = errors;
          const _errs21 = errors;
          if (!(key1 === "command" || key1 === "shell" || key1 === "schedule" || key1 === "watch_paths" || key1 === "sockets" || key1 === "only" || key1 === "boot")) {
            const err15 = {};
            if (vErrors === null) {
              vErrors = [err15];
            } else {
              vErrors.push(err15);
            }
            errors++;
          }
          var valid6 = _errs21 === errors;
          if (valid6) {
            const err16 = { instancePath: instancePath + "/defaults", schemaPath: "#/properties/defaults/propertyNames/not", keyword: "not", params: {}, message: "must NOT be valid", propertyName: key1 };
            if (vErrors === null) {
              vErrors = [err16];
            } else {
              vErrors.push(err16);
            }
            errors++;
          } else {
            errors = _errs20;
            if (vErrors !== null) {
              if (_errs20) {
                vErrors.length = _errs20;
              } else {
                vErrors = null;
              }
            }
          }
          var valid5 = _errs19 === errors;
          if (!valid5) {
            const err17 = { instancePath: instancePath + "/defaults", schemaPath: "#/properties/defaults/propertyNames", keyword: "propertyNames", params: { propertyName: key1 }, message: "property name must be valid" };
            if (vErrors === null) {
              vErrors = [err17];
            } else {
              vErrors.push(err17);
            }
            errors++;
          }
        }
      }
    }
    if (data.daemons !== void 0 && func0.call(data, "daemons")) {
      let data6 = data.daemons;
      if (!(data6 && typeof data6 == "object" && !Array.isArray(data6)) && data6 !== null) {
        const err18 = { instancePath: instancePath + "/daemons", schemaPath: "#/properties/daemons/type", keyword: "type", params: { type: schema31.properties.daemons.type }, message: "must be object,null" };
        if (vErrors === null) {
          vErrors = [err18];
        } else {
          vErrors.push(err18);
        }
        errors++;
      }
      if (data6 && typeof data6 == "object" && !Array.isArray(data6)) {
        for (const key2 of Object.keys(data6)) {
          const _errs24 = errors;
          if (typeof key2 === "string") {
            if (!pattern4.test(key2)) {
              const err19 = { instancePath: instancePath + "/daemons", schemaPath: "#/$defs/name/pattern", keyword: "pattern", params: { pattern: "^[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.|$)){0,63}$" }, message: 'must match pattern "^[a-z0-9](?:[a-z0-9_-]|\\.(?!\\.|$)){0,63}$"', propertyName: key2 };
              if (vErrors === null) {
                vErrors = [err19];
              } else {
                vErrors.push(err19);
              }
              errors++;
            }
          } else {
            const err20 = { instancePath: instancePath + "/daemons", schemaPath: "#/$defs/name/type", keyword: "type", params: { type: "string" }, message: "must be string", propertyName: key2 };
            if (vErrors === null) {
              vErrors = [err20];
            } else {
              vErrors.push(err20);
            }
            errors++;
          }
          var valid7 = _errs24 === errors;
          if (!valid7) {
            const err21 = { instancePath: instancePath + "/daemons", schemaPath: "#/properties/daemons/propertyNames", keyword: "propertyNames", params: { propertyName: key2 }, message: "property name must be valid" };
            if (vErrors === null) {
              vErrors = [err21];
            } else {
              vErrors.push(err21);
            }
            errors++;
          }
        }
        for (const key3 of Object.keys(data6)) {
          if (!validate21(data6[key3], { instancePath: instancePath + "/daemons/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data6, parentDataProperty: key3, rootData, dynamicAnchors })) {
            vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
            errors = vErrors.length;
          }
        }
      }
    }
  } else {
    const err22 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err22];
    } else {
      vErrors.push(err22);
    }
    errors++;
  }
  validate20.errors = vErrors;
  return errors === 0;
}
validate20.evaluated = { "props": true, "dynamicProps": false, "dynamicItems": false };
export {
  validate
};
