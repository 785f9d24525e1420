"""The generator of the sample data of the CRM template."""
