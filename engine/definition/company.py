"""The least that the built-in app `company` has, for checking an app where no installation is at hand."""

from __future__ import annotations

from collections.abc import Mapping

FILES: Mapping[str, str] = {
    "app.yaml": "kind: app\nid: company\nlabel: Company\n",
    "forms/department.yaml": (
        'kind: form\nid: department\nlabel: Department\ntitle: "{{ name }}"\n'
        "fields:\n"
        "  name: {type: text, required: true, search: true}\n"
        "  parent: {type: relation, to: department, inverse: children}\n"
        "  head: {type: relation, to: user}\n"
    ),
    "forms/user.yaml": (
        'kind: form\nid: user\nlabel: Person\ntitle: "{{ name }}"\n'
        "fields:\n"
        "  name: {type: text, required: true, search: true}\n"
        "  email: {type: email, required: true, search: true}\n"
        "  department: {type: relation, to: department, inverse: people}\n"
        "  departments: {type: relation, to: department, many: true}\n"
        "  manager: {type: relation, to: user, inverse: reports}\n"
        "  active: {type: yes_no, default: true}\n"
        "  language: {type: select, options: [{id: en, label: English}, {id: zh_cn, label: 简体中文}]}\n"
    ),
}
