using Scanner.Webhook.Hosting;

await WebhookHost.Build(args).RunAsync();
