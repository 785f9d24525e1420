"""The CRM template: its definition, its sample data, its stories."""
